import { resolve } from 'node:path';
import { type Command, Option } from '@commander-js/extra-typings';
import * as z from 'zod/mini';
import { ApiError, ConfigError, NetworkError, UsageError } from '../../../errors.js';
import { newOrderNumber } from '../../../insurance/order-number.js';
import { outOrderNo, type RECEIVE_STATES } from '../../../insurance/schema.js';
import {
  type HandlerResult,
  NOTIFICATION_VARIANTS,
  openHandlerCheck,
  RESPONSE_TIMEOUT_MS,
} from '../../../sandbox/index.js';
import { messageOf } from '../../../shared/message-of.js';
import { printable, toPrintableJson } from '../../../shared/printable.js';
import type { Language, Text } from '../../../shared/text.js';
import { replaceFile } from '../../../shared/write-file.js';
import { sayNotifyHelp } from '../../../texts/help-notify.js';
import { defineCommand } from '../../command-module.js';
import { type Context, stdoutLook } from '../../context.js';
import type { HelpFacts, Item } from '../../help/facts.js';
import { printedAs } from '../../help/schemas.js';
import { requireArgument } from '../../input/arguments.js';
import { checkField, fieldLine } from '../../output/object.js';
import { findKeys } from './find-keys.js';
import { junitReport } from './junit-report.js';

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

const RESULT_SHAPE = z.object({
  variant: z.string(),
  id: z.string(),
  expected: z.string(),
  status: z.nullable(z.number()),
  body: z.string(),
  error: z.nullable(z.string()),
  verdict: z.string(),
  reason: z.nullable(z.string()),
  ms: z.number(),
}).shape satisfies Record<keyof HandlerResult, unknown>;

const COLUMNS = ['VARIANT', 'EXPECTED', 'STATUS', 'VERDICT', 'WHY, OR BODY'];

const excerpt = ({ body, reason }: HandlerResult): string =>
  printable((reason ?? body).replace(/\s+/g, ' ').trim(), reason === null ? 80 : 200);

const table = async (results: readonly HandlerResult[], context: Context): Promise<string> => {
  const { renderTable } = await import('../../output/table.js');
  const cells = results.map((result) => [
    result.variant,
    result.expected,
    String(result.status ?? '-'),
    result.verdict,
    excerpt(result),
  ]);
  return renderTable(COLUMNS, cells, await stdoutLook(context));
};

const print = async (
  results: readonly HandlerResult[],
  facts: { to: string; serial: string },
  context: Context,
): Promise<void> => {
  const { io, output } = context;
  const field = Object.keys(RESULT_SHAPE).find((name) => name === context.options.field);
  if (field !== undefined) {
    io.data(results.map((result) => fieldLine(String(Reflect.get(result, field) ?? ''), context.world)).join(''));
  } else if (output === 'table') io.data(await table(results, context));
  else if (output === 'json') io.data(`${toPrintableJson({ ...facts, results }, 2)}\n`);
  else io.data(results.map((result) => `${toPrintableJson(result)}\n`).join(''));
};

const FORGED = 'no 2xx';

const HINT_OK =
  'Configure the handler with what `wxpay sandbox --data DIR` prints, and name the same folder here: --data DIR.';
const HINT_FORGED =
  'Verify the signature over the raw body before anything else, then decrypt, and answer 4xx or 5xx if either fails.';

/** A variant that was asked for by name must not be skipped in silence. */
const requireSent = ([first, ...others]: readonly HandlerResult[]): void => {
  if (first?.verdict !== 'skipped' || others.length > 0) return;
  throw new ConfigError(`${first.variant} was not sent: ${first.reason}`, {
    code: 'NO_SANDBOX_KEYS',
    hint: 'The certificate is made and kept in the folder of the sandbox: --data.',
  });
};

const writeReport = async (file: string, results: readonly HandlerResult[]): Promise<void> => {
  try {
    await replaceFile(file, junitReport(results), { mode: 0o644 });
  } catch (cause) {
    throw new UsageError(`--report-junit: cannot write ${file}: ${messageOf(cause)}`, {
      code: 'CANNOT_WRITE_REPORT',
      hint: 'Name a file in a folder that can be written to.',
      cause,
    });
  }
};

/** Throws for variants that failed, else for those without a response. */
const requirePassed = (results: readonly HandlerResult[], to: string): void => {
  const failed = results.filter(({ verdict }) => verdict === 'failed');
  const [first] = failed;
  if (first) {
    const list = failed.map(
      ({ variant, status, expected, reason }) => `${variant} with ${status}, expected ${expected}: ${reason}`,
    );
    throw new ApiError(`the handler at ${to} failed: ${list.join(', ')}`, {
      code: 'HANDLER_FAILED',
      status: first.status ?? 0,
      // Handlers do not sign, which needs no mention.
      signed: true,
      hint: first.expected === FORGED ? HINT_FORGED : HINT_OK,
    });
  }
  const silent = results.filter(({ verdict }) => verdict === 'no response');
  if (silent.length === 0) return;
  const list = silent.map(({ variant, error }) => `${variant}: ${printable(error ?? 'no response', 200)}`);
  throw new NetworkError(`no response from the handler at ${to}: ${list.join('; ')}`, {
    code: 'NO_RESPONSE',
    outcome: 'unknown',
    hint: 'Is the handler running there? It has 5 s to answer (--timeout), also when it refuses.',
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
    io.note(`order ${number} · signed with ${test.signedWith} · keys of ${source.dataDir}`);
    const results: HandlerResult[] = [];
    for (const each of all ? NOTIFICATION_VARIANTS : [variant]) results.push(await test.send(each));
    if (reportJunit !== undefined) await writeReport(resolve(world.cwd, reportJunit), results);
    await print(results, { to, serial: test.signedWith }, context);
    requireSent(results);
    requirePassed(results, to);
  },
});
