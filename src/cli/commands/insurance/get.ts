import { getOrder } from '../../../insurance/read-back.js';
import { outOrderNo } from '../../../insurance/schema.js';
import { defineCommand } from '../../command-module.js';
import { requireArgument } from '../../input/arguments.js';
import { checkOrderField, printOrder } from '../../output/order.js';
import { withSession } from '../../session.js';

/** `wxpay insurance get`. */
export const command = defineCommand({
  configure: (command) =>
    command.argument('<out-order-no>', "the merchant's number for the order").addHelpText(
      'after',
      `
Examples:
  wxpay insurance get 6e8369071cd942c0476613f9d1ce9ca3
  wxpay insurance get 6e8369071cd942c0476613f9d1ce9ca3 --field order_receive_state
  wxpay insurance get 6e8369071cd942c0476613f9d1ce9ca3 --sandbox --json`,
    ),
  run: async (context, [typed]) => {
    const number = requireArgument(outOrderNo, typed, 'out-order-no');
    checkOrderField(context);
    context.outOrderNo = number;
    await withSession(context, async ({ caller }) => {
      await printOrder(await getOrder(caller, { out_order_no: number }, { signal: context.world.signal }), context);
    });
  },
});
