import { getOrder } from '../../../insurance/read-back.js';
import { insuranceOrder, outOrderNo } from '../../../insurance/schema.js';
import { sayInsuranceHelp } from '../../../texts/help-insurance.js';
import { defineCommand } from '../../command-module.js';
import { CALLING } from '../../help/facts.js';
import { describeField, responseOf } from '../../help/schemas.js';
import { requireArgument } from '../../input/arguments.js';
import { checkOrderField, printOrder } from '../../output/order.js';
import { withSession } from '../../session.js';

/** `wxpay insurance get`. */
export const command = defineCommand({
  configure: (command, language) =>
    command.argument('<out-order-no>', describeField(insuranceOrder.shape, 'out_order_no', language)),
  help: {
    effect: 'read',
    examples: [
      { command: 'wxpay insurance get 6e8369071cd942c0476613f9d1ce9ca3', comment: sayInsuranceHelp('get') },
      {
        command: 'wxpay insurance get 6e8369071cd942c0476613f9d1ce9ca3 --field order_receive_state',
        comment: sayInsuranceHelp('getField'),
      },
      { command: 'wxpay insurance get 6e8369071cd942c0476613f9d1ce9ca3 --json', comment: sayInsuranceHelp('getJson') },
    ],
    exitCodes: CALLING,
    output: responseOf('getOrder'),
  },
  run: async (context, [typed]) => {
    const number = requireArgument(outOrderNo, typed, 'out-order-no');
    checkOrderField(context);
    context.outOrderNo = number;
    await withSession(context, async ({ caller }) => {
      await printOrder(await getOrder(caller, { out_order_no: number }, { signal: context.world.signal }), context);
    });
  },
});
