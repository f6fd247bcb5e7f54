import { readCall } from '../../../insurance/api-call.js';
import { insuranceOrder, openid, qualification } from '../../../insurance/schema.js';
import { sayInsuranceHelp } from '../../../texts/help-insurance.js';
import { defineCommand } from '../../command-module.js';
import { SOME_FAILED } from '../../exit-codes.js';
import { CALLING } from '../../help/facts.js';
import { describeField, responseOf } from '../../help/schemas.js';
import { requireArgument } from '../../input/arguments.js';
import { checkField, printObject } from '../../output/object.js';
import { withSession } from '../../session.js';

/** `wxpay insurance qualification`. */
export const command = defineCommand({
  configure: (command, language) =>
    command
      .argument('<openid>', describeField(insuranceOrder.shape, 'openid', language))
      .option('--exit-code', sayInsuranceHelp('exitCode', SOME_FAILED)[language]),
  help: {
    effect: 'read',
    examples: [
      {
        command: 'wxpay insurance qualification oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
        comment: sayInsuranceHelp('qualification'),
      },
      {
        command: 'wxpay insurance qualification oUpF8uMuAJO_M2pxb1Q9zNjWeS6o --field qualified_user',
        comment: sayInsuranceHelp('qualificationField'),
      },
      {
        command: 'wxpay insurance qualification oUNQUALIFIED --sandbox --json',
        comment: sayInsuranceHelp('qualificationSandbox'),
      },
      {
        command: 'wxpay insurance qualification "$OPENID" --exit-code --quiet >/dev/null && echo qualified',
        comment: sayInsuranceHelp('qualificationExit'),
      },
    ],
    exitCodes: [...CALLING, SOME_FAILED],
    exitMeanings: { [SOME_FAILED]: sayInsuranceHelp('notQualified') },
    output: responseOf('getQualification'),
  },
  run: async (context, [typed], { exitCode = false }) => {
    const user = requireArgument(openid, typed, 'openid');
    checkField(context, qualification.shape);
    await withSession(context, async ({ caller }) => {
      const extras = { signal: context.world.signal };
      const { value, response } = await readCall(caller, 'getQualification', { values: { openid: user }, extras });
      await printObject({ value, response, shape: qualification.shape }, context);
      if (exitCode && !value.qualified_user) context.exitCode = SOME_FAILED;
    });
  },
});
