import { readFirst } from '../../../insurance/poll.js';
import { outOrderNo } from '../../../insurance/schema.js';
import { defineCommand } from '../../command-module.js';
import { requireArgument } from '../../input/arguments.js';
import { checkOrderField } from '../../output/order.js';
import { withSession } from '../../session.js';
import { watchState } from './wait.js';

const DEFAULT_SECONDS = 600;

/** `wxpay insurance watch`. */
export const command = defineCommand({
  configure: (command) =>
    command.argument('<out-order-no>', "the merchant's number for the order").addHelpText(
      'after',
      `
Prints the order at every change until its state is final. Here --timeout limits the whole watch (default: ${DEFAULT_SECONDS} s).
Ends with 0 when the order was received, 4 when it was not, 5 when time is up.

Examples:
  wxpay insurance watch 6e8369071cd942c0476613f9d1ce9ca3
  wxpay insurance watch 6e8369071cd942c0476613f9d1ce9ca3 --timeout 60 --field order_receive_state`,
    ),
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
