import { readFirst } from '../../../insurance/poll.js';
import { insuranceOrder, outOrderNo } from '../../../insurance/schema.js';
import { sayInsuranceHelp } from '../../../texts/help-insurance.js';
import { defineCommand } from '../../command-module.js';
import { CALLING } from '../../help/facts.js';
import { describeField, responseOf } from '../../help/schemas.js';
import { requireArgument } from '../../input/arguments.js';
import { checkOrderField } from '../../output/order.js';
import { withSession } from '../../session.js';
import { watchState } from './wait.js';

const DEFAULT_SECONDS = 600;

/** `wxpay insurance watch`. */
export const command = defineCommand({
  configure: (command, language) =>
    command.argument('<out-order-no>', describeField(insuranceOrder.shape, 'out_order_no', language)),
  help: {
    effect: 'read',
    about: sayInsuranceHelp('watchAbout'),
    examples: [
      { command: 'wxpay insurance watch 6e8369071cd942c0476613f9d1ce9ca3', comment: sayInsuranceHelp('watch') },
      {
        command: 'wxpay insurance watch 6e8369071cd942c0476613f9d1ce9ca3 --timeout 60 --field order_receive_state',
        comment: sayInsuranceHelp('watchMinute'),
      },
    ],
    exitCodes: CALLING,
    exitMeanings: {
      0: sayInsuranceHelp('watchReceived'),
      4: sayInsuranceHelp('watchFailed'),
      5: sayInsuranceHelp('watchTime'),
    },
    output: responseOf('getOrder'),
  },
  run: async (context, [typed]) => {
    const number = requireArgument(outOrderNo, typed, 'out-order-no');
    checkOrderField(context);
    context.outOrderNo = number;
    const { timeout: seconds = DEFAULT_SECONDS, ...options } = context.options;
    context.options = options;
    await withSession(context, async ({ caller }) => {
      const { monotonic } = caller.environment;
      const started = monotonic();
      const first = await readFirst(caller, number, { seconds, signal: context.world.signal });
      const left = Math.max(0, seconds - (monotonic() - started) / 1000);
      await watchState(first, { context, caller, seconds: left });
    });
  },
});
