import { resolve } from 'node:path';
import { type Command, Option } from '@commander-js/extra-typings';
import { ApiError, ConfigError, NetworkError, UsageError } from '../../../errors.js';
import { newOrderNumber } from '../../../insurance/order-number.js';
import { outOrderNo, type RECEIVE_STATES } from '../../../insurance/schema.js';
import {
  type HandlerResult,
  NOTIFICATION_VARIANTS,
  openHandlerCheck,
  RESPONSE_TIMEOUT_MS,
} from '../../../sandbox/index.js';
import { reasonOf } from '../../../shared/message-of.js';
import { joinWordings, type Language, type Text } from '../../../shared/text.js';
import { replaceFile } from '../../../shared/write-file.js';
import { sayNotifyHelp } from '../../../texts/help-notify.js';
import { sayNotify } from '../../../texts/notify.js';
import { defineCommand } from '../../command-module.js';
import type { HelpFacts, Item } from '../../help/facts.js';
import { printedAs } from '../../help/schemas.js';
import { requireArgument } from '../../input/arguments.js';
import { checkField } from '../../output/object.js';
import { findKeys } from './find-keys.js';
import { junitReport } from './junit-report.js';
import { expectedText, isForged, printResults, RESULT_SHAPE, VERDICTS } from './print-results.js';

const STATES = ['RECEIVING', 'RECEIVED', 'FAILED'] as const satisfies (keyof typeof RECEIVE_STATES)[];
const MODES = ['publickey', 'certificate'] as const;

const configure = (command: Command, language: Language) => {
  const say = (name: Parameters<typeof sayNotifyHelp>[0]) => sayNotifyHelp(name)[language];
  return command
    .requiredOption('--to <url>', say('to'))
    .addOption(new Option('--out-order-no <no>', say('anyNumber')).default(undefined, say('newNumber')))
    .addOption(new Option('--state <state>', say('state')).choices(STATES))
    .addOption(
      new Option('--variant <variant>', say('variant'))
        .choices(NOTIFICATION_VARIANTS)
        .default('ok' as const)
        .conflicts('all'),
    )
    .option('--all', say('all'))
    .option('--report-junit <file>', say('reportJunit'))
    .option('--data <dir>', say('dataOfSandbox'))
    .addOption(new Option('--mode <mode>', say('mode')).choices(MODES));
};

/** What each variant is, and whether the handler must accept it. */
const VARIANTS = {
  ok: { accepted: true, meaning: sayNotifyHelp('ok') },
  'ok-sparse': { accepted: true, meaning: sayNotifyHelp('okSparse') },
  duplicate: { accepted: true, meaning: sayNotifyHelp('duplicate') },
  'slow-read': { accepted: true, meaning: sayNotifyHelp('slowRead') },
  'certificate-signed': { accepted: true, meaning: sayNotifyHelp('certificateSigned') },
  'bad-signature': { accepted: false, meaning: sayNotifyHelp('badSignature') },
  skewed: { accepted: false, meaning: sayNotifyHelp('skewed') },
  'unknown-serial': { accepted: false, meaning: sayNotifyHelp('unknownSerial') },
  probe: { accepted: false, meaning: sayNotifyHelp('probe') },
  'bad-ciphertext': { accepted: false, meaning: sayNotifyHelp('badCiphertext') },
  'sm2-type': { accepted: false, meaning: sayNotifyHelp('sm2Type') },
} satisfies Record<(typeof NOTIFICATION_VARIANTS)[number], { accepted: boolean; meaning: Text }>;

const variantItems = (accepted: boolean): Item[] =>
  Object.entries(VARIANTS).flatMap(([term, variant]) =>
    variant.accepted === accepted ? [{ term, meaning: variant.meaning }] : [],
  );

const help: HelpFacts = {
  effect: 'write',
  about: sayNotifyHelp('sendAbout'),
  examples: [
    {
      command: 'wxpay notify send --to http://127.0.0.1:3000/notify --data ./sandbox --all --report-junit report.xml',
      comment: sayNotifyHelp('sendAll'),
    },
    {
      command: 'wxpay notify send --to http://127.0.0.1:3000/notify --data ./sandbox --state FAILED',
      comment: sayNotifyHelp('sendFailed'),
    },
    {
      command: 'wxpay notify send --to http://127.0.0.1:3000/notify --config "$CONFIG" --variant probe --json',
      comment: sayNotifyHelp('sendProbe'),
    },
  ],
  output: printedAs('handlerResults'),
  exitCodes: [3, 4, 5],
  exitMeanings: {
    0: sayNotifyHelp('passed'),
    4: sayNotifyHelp('notPassed'),
    5: sayNotifyHelp('silent'),
  },
  notes: [
    { title: sayNotifyHelp('mustAccept'), items: variantItems(true) },
    { title: sayNotifyHelp('mustRefuse'), items: variantItems(false) },
  ],
};

/** A variant that was asked for by name must not be skipped in silence. */
const requireSent = ([first, ...others]: readonly HandlerResult[]): void => {
  if (first?.verdict !== 'skipped' || others.length > 0) return;
  throw new ConfigError(sayNotify('notSent', first.variant, first.reason ?? VERDICTS.skipped), {
    code: 'NO_SANDBOX_KEYS',
    hint: sayNotify('notSentHint'),
  });
};

const writeReport = async (file: string, results: readonly HandlerResult[]): Promise<void> => {
  try {
    await replaceFile(file, junitReport(results), { mode: 0o644 });
  } catch (cause) {
    throw new UsageError(sayNotify('cannotWriteReport', file, reasonOf(cause)), {
      code: 'CANNOT_WRITE_REPORT',
      hint: sayNotify('cannotWriteReportHint'),
      cause,
    });
  }
};

/** Throws for variants that failed, else for those without a response. */
const requirePassed = (results: readonly HandlerResult[], to: string): void => {
  const failed = results.filter(({ verdict }) => verdict === 'failed');
  const [first] = failed;
  if (first) {
    const list = failed.map((result) =>
      sayNotify('failedAt', result.variant, result.status, expectedText(result), result.reason ?? VERDICTS.failed),
    );
    throw new ApiError(joinWordings([sayNotify('handlerFailed', to), ...list], '\n'), {
      code: 'HANDLER_FAILED',
      status: first.status ?? 0,
      // Handlers do not sign, which needs no mention.
      signed: true,
      hint: sayNotify(isForged(first) ? 'forgedHint' : 'validHint'),
    });
  }
  const silent = results.filter(({ verdict }) => verdict === 'no response');
  if (silent.length === 0) return;
  const list = silent.map(({ variant, error }) => sayNotify('silentAt', variant, error ?? VERDICTS['no response']));
  throw new NetworkError(joinWordings([sayNotify('silent', to), ...list], '\n'), {
    code: 'NO_RESPONSE',
    outcome: 'unknown',
    hint: sayNotify('silentHint'),
  });
};

/** `wxpay notify send`: a test of anybody's handler. */
export const command = defineCommand({
  configure,
  help,
  run: async (context, _, { to, state, variant, all, data, mode, reportJunit, ...given }) => {
    const { io, world } = context;
    checkField(context, RESULT_SHAPE);
    const number = requireArgument(outOrderNo, given.outOrderNo ?? newOrderNumber(Date.now()), 'out-order-no');
    const source = await findKeys(context, data);
    const { timeout } = context.options;
    const test = await openHandlerCheck({
      ...source,
      mode: mode ?? source.mode,
      to,
      outOrderNo: number,
      state,
      timeout: timeout === undefined ? RESPONSE_TIMEOUT_MS : timeout * 1000,
      signal: world.signal,
    });
    io.note(sayNotify('about', number, test.signedWith, source.dataDir));
    const results: HandlerResult[] = [];
    for (const each of all ? NOTIFICATION_VARIANTS : [variant]) results.push(await test.send(each));
    if (reportJunit !== undefined) await writeReport(resolve(world.cwd, reportJunit), results);
    await printResults(results, { to, serial: test.signedWith }, context);
    requireSent(results);
    requirePassed(results, to);
  },
});
