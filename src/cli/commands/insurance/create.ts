import { type Command, Option } from '@commander-js/extra-typings';
import { NetworkError } from '../../../errors.js';
import type { AttemptWatch } from '../../../http/types.js';
import { mayHaveCreated } from '../../../insurance/create-failure.js';
import { createOrder, createOrderCall } from '../../../insurance/orders.js';
import { createOrderRequest } from '../../../insurance/schema.js';
import type { Language } from '../../../shared/text.js';
import { sayGuard } from '../../../texts/guard.js';
import { sayInsuranceHelp } from '../../../texts/help-insurance.js';
import { sayOrder } from '../../../texts/order.js';
import { defineCommand } from '../../command-module.js';
import type { Context } from '../../context.js';
import { requireConfirmation } from '../../guard.js';
import { CALLING, type HelpFacts } from '../../help/facts.js';
import { describeField, fieldsOf, responseOf } from '../../help/schemas.js';
import { readData } from '../../input/read-data.js';
import { parseSeconds } from '../../options/parsers.js';
import { checkDryRunField, dryRun } from '../../output/dry-run.js';
import { checkOrderField, printOrder, readCall } from '../../output/order.js';
import { withSession } from '../../session.js';
import { buildOrder } from './build-order.js';
import { waitForState } from './wait.js';

/** Of `--wait` without a value, as if it had been typed. */
const DEFAULT_WAIT_SECONDS = '60';

const configure = (command: Command, language: Language) => {
  const { shape } = createOrderRequest(false);
  const meaning = (field: string) => describeField(shape, field, language);
  const say = (name: 'data' | 'dryRun' | 'wait' | 'newNumber') => sayInsuranceHelp(name)[language];
  return command
    .option('--openid <openid>', meaning('openid'))
    .addOption(new Option('--out-order-no <no>', meaning('out_order_no')).default(undefined, say('newNumber')))
    .option('--notify-url <url>', meaning('notify_url'))
    .option('--service-id <id>', meaning('service_id'))
    .option('--data <@file|->', say('data'))
    .option('--dry-run', say('dryRun'))
    .option('--yes', sayGuard('yes')[language])
    .addOption(new Option('--wait [seconds]', say('wait')).preset(DEFAULT_WAIT_SECONDS).argParser(parseSeconds));
};

const help: HelpFacts = {
  effect: 'write',
  about: sayInsuranceHelp('createAbout'),
  examples: [
    {
      command: 'wxpay insurance create --sandbox --openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      comment: sayInsuranceHelp('tryCreate'),
    },
    {
      command: 'wxpay insurance create --openid "$OPENID" --out-order-no "$NUMBER" --json',
      comment: sayInsuranceHelp('createOwn'),
    },
    { command: 'wxpay insurance create --openid "$OPENID" --wait', comment: sayInsuranceHelp('createWait') },
    {
      command: `echo '{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}' | wxpay insurance create --data - --dry-run`,
      comment: sayInsuranceHelp('createDryRun'),
    },
  ],
  exitCodes: CALLING,
  settings: ['notifyUrl', 'serviceId'],
  input: fieldsOf('createOrder'),
  output: responseOf('createOrder'),
};

/**
 * Keeps what is to be said of the order when the run ends early: whether any attempt may have arrived. While one is
 * under way, nothing is known of it.
 */
const noteFate = (context: Context, outOrderNo: string): AttemptWatch => {
  const unknown = sayOrder('mayExist', outOrderNo, readCall(outOrderNo, context));
  let isArrived = false;
  let isRefused = false;
  context.stoppedNote = unknown;
  return {
    beforeRetry: async () => {
      context.stoppedNote = unknown;
    },
    afterAttempt: (error) => {
      isArrived ||= error === undefined || mayHaveCreated(error);
      isRefused ||= error instanceof NetworkError && error.outcome === 'refused';
      context.stoppedNote = isArrived ? unknown : sayOrder(isRefused ? 'rateLimited' : 'notSent', outOrderNo);
    },
  };
};

/** `wxpay insurance create`. */
export const command = defineCommand({
  configure,
  help,
  run: async (context, _, { data, dryRun: isDryRun, wait, yes, ...fields }) => {
    if (isDryRun) checkDryRunField(context);
    else checkOrderField(context);
    context.sendsNothing = isDryRun === true;
    const given = data === undefined ? undefined : await readData(data, context.world);
    await withSession(context, async (session) => {
      const { caller, settings, credentials, baseUrl, announce } = session;
      const { order, isGenerated } = buildOrder({
        data: given,
        options: fields,
        settings,
        baseUrl,
        now: caller.environment.now(),
      });
      context.outOrderNo = order.out_order_no;
      if (isDryRun) {
        await dryRun(createOrderCall(order), { context, credentials, baseUrl, environment: caller.environment });
        return;
      }
      await requireConfirmation(context, session, yes);
      announce();
      context.io.note(sayOrder('sending', order.out_order_no, order.openid));
      const created = await createOrder(caller, order, {
        signal: context.world.signal,
        watch: noteFate(context, order.out_order_no),
        onSettling: (seconds) => context.io.note(sayOrder('settling', order.out_order_no, seconds)),
      });
      context.stoppedNote = sayOrder('created', order.out_order_no);
      const read = readCall(order.out_order_no, context);
      context.lostOutputHint = sayOrder('readAgain', read);
      // A new number that went to no output would be known to nobody: said with --quiet, too.
      const isNoted = context.output === 'table' && context.options.quiet !== true;
      if (isGenerated && !isNoted && context.world.discardsStdout?.()) {
        context.io.insist(sayOrder('discarded', order.out_order_no, read));
      }
      if (wait === undefined) {
        await printOrder(created, context);
        return;
      }
      await waitForState(created, { context, caller, seconds: wait });
    });
  },
});
