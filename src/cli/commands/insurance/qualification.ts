import { readCall } from '../../../insurance/api-call.js';
import { openid, qualification } from '../../../insurance/schema.js';
import { defineCommand } from '../../command-module.js';
import { requireArgument } from '../../input/arguments.js';
import { checkField, printObject } from '../../output/object.js';
import { withSession } from '../../session.js';

/** `wxpay insurance qualification`. */
export const command = defineCommand({
  configure: (command) =>
    command.argument('<openid>', "the user under the merchant's appid").addHelpText(
      'after',
      `
Examples:
  wxpay insurance qualification oUpF8uMuAJO_M2pxb1Q9zNjWeS6o
  wxpay insurance qualification oUpF8uMuAJO_M2pxb1Q9zNjWeS6o --field qualified_user
  wxpay insurance qualification oUNQUALIFIED --sandbox --json`,
    ),
  run: async (context, [typed]) => {
    const user = requireArgument(openid, typed, 'openid');
    checkField(context, qualification.shape);
    await withSession(context, async ({ caller }) => {
      const extras = { signal: context.world.signal };
      const { value, response } = await readCall(caller, 'getQualification', { values: { openid: user }, extras });
      await printObject({ value, response, shape: qualification.shape }, context);
    });
  },
});
