import type { Command } from '@commander-js/extra-typings';
import * as z from 'zod/mini';
import { ApiError, NetworkError, UsageError } from '../../../errors.js';
import { decryptNotification } from '../../../notification/decrypt.js';
import { replaceMember } from '../../../notification/replace-member.js';
import { parseSaved } from '../../../notification/saved.js';
import { verifyNotification } from '../../../notification/verify.js';
import {
  isTaken,
  openResigner,
  postNotification,
  RESPONSE_TIMEOUT_MS,
  requireHandlerUrl,
} from '../../../sandbox/index.js';
import { findMembers } from '../../../shared/json-members.js';
import { printable, toPrintableJson } from '../../../shared/printable.js';
import { joinWordings, type Language, type Text } from '../../../shared/text.js';
import { sayNotifyHelp } from '../../../texts/help-notify.js';
import { sayNotify } from '../../../texts/notify.js';
import { defineCommand } from '../../command-module.js';
import { type Context, stdoutLook } from '../../context.js';
import type { HelpFacts } from '../../help/facts.js';
import { printedAs } from '../../help/schemas.js';
import { type Headers, readHeaders } from '../../input/read-headers.js';
import { readInput } from '../../input/read-input.js';
import { checkField, fieldLine } from '../../output/object.js';
import { openNotificationKeys } from '../../session.js';
import { findKeys } from './find-keys.js';

const configure = (command: Command, language: Language) =>
  command
    .argument('<file...>', sayNotifyHelp('keptFiles')[language])
    .requiredOption('--to <url>', sayNotifyHelp('to')[language])
    .option('--resign', sayNotifyHelp('resign')[language])
    .option('--data <dir>', sayNotifyHelp('dataToResign')[language]);

const help: HelpFacts = {
  effect: 'write',
  about: sayNotifyHelp('replayAbout'),
  examples: [
    { command: 'wxpay notify replay kept/*.http --to http://127.0.0.1:3000/notify', comment: sayNotifyHelp('replay') },
    {
      command:
        'wxpay notify replay kept/EV-2018022511223320873.http --to http://127.0.0.1:3000/notify --resign --data ./sandbox',
      comment: sayNotifyHelp('replayResign'),
    },
  ],
  output: printedAs('replayResults'),
  exitCodes: [3, 4, 5, 6],
  exitMeanings: {
    0: sayNotifyHelp('allTaken'),
    4: sayNotifyHelp('notTaken'),
    5: sayNotifyHelp('noResponse'),
  },
};

const RESULT_SHAPE = z.object({
  file: z.string(),
  id: z.string(),
  status: z.nullable(z.number()),
  body: z.string(),
  error: z.nullable(z.string()),
  taken: z.boolean(),
}).shape;

type Result = z.infer<z.ZodMiniObject<typeof RESULT_SHAPE>>;

interface Kept {
  file: string;
  headers: Headers;
  body: Buffer;
}

const readKept = async (file: string, { world }: Context): Promise<Kept> => {
  const saved = parseSaved(await readInput(file, '<file>', world));
  if (saved) return { file, headers: readHeaders(saved.head, file), body: saved.body };
  throw new UsageError(sayNotify('notKept', file), {
    code: 'BAD_SAVED_NOTIFICATION',
    hint: sayNotify('notKeptHint'),
  });
};

/** Headers of the connection that a notification came in on, not of the notification. */
const OF_CONNECTION =
  /^(?:host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|proxy-.*|x-forwarded-.*|forwarded|via)$/i;

const OF_SIGNATURE = /^wechatpay-(?:timestamp|nonce|signature|serial|signature-type)$/i;

const without = (headers: Headers, ...patterns: RegExp[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, values]) =>
      patterns.some((pattern) => pattern.test(name)) ? [] : [[name, values.join(', ')]],
    ),
  );

type Wire = Parameters<typeof postNotification>[1];

const asKept = async ({ headers, body }: Kept): Promise<Wire> => ({
  headers: without(headers, OF_CONNECTION),
  body,
});

const signedAnew = async (context: Context, data: string | undefined): Promise<(kept: Kept) => Promise<Wire>> => {
  const [{ keyRing, apiv3Key }, resigner] = await Promise.all([
    openNotificationKeys(context),
    findKeys(context, data).then(openResigner),
  ]);
  return async ({ headers, body }) => {
    const verified = verifyNotification({ headers, body, keyRing, ignoreTimestamp: true });
    const { text } = decryptNotification(verified, apiv3Key);
    const member = findMembers(text).get('resource');
    const { resource } = verified.notification;
    const wire = await resigner.resign({
      plain: Buffer.from(member ? text.slice(member.from, member.to) : ''),
      associatedData: resource.associated_data ?? '',
      writeBody: (sealed) => replaceMember(text, 'resource', JSON.stringify({ ...resource, ...sealed })),
    });
    return { ...wire, headers: { ...without(headers, OF_CONNECTION, OF_SIGNATURE), ...wire.headers } };
  };
};

const idOf = (body: Buffer): string => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const id: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : undefined;
    return typeof id === 'string' ? id : '';
  } catch {
    return '';
  }
};

/** What came of one notification, and why there was no response. */
interface Replayed {
  result: Result;
  why: Text | undefined;
}

const print = async (sent: readonly Replayed[], context: Context): Promise<void> => {
  const { io, output, options, world } = context;
  const results = sent.map(({ result }) => result);
  const field = Object.keys(RESULT_SHAPE).find((name) => name === options.field);
  if (field !== undefined) {
    io.data(results.map((result) => fieldLine(String(Reflect.get(result, field) ?? ''), world)).join(''));
  } else if (output === 'json') io.data(`${toPrintableJson({ results }, 2)}\n`);
  else if (output === 'ndjson') io.data(results.map((result) => `${toPrintableJson(result)}\n`).join(''));
  else {
    const { renderTable } = await import('../../output/table.js');
    const cells = results.map(({ id, file, status, error, body }) => [
      printable(id || file, 80),
      String(status ?? '-'),
      printable((error ?? body).replace(/\s+/g, ' ').trim(), 80),
    ]);
    io.data(renderTable([], cells, await stdoutLook(context)));
  }
};

const requireTaken = (sent: readonly Replayed[], to: string): void => {
  const results = sent.map(({ result, why }) => ({ ...result, why }));
  const refused = results.find(({ status, taken }) => status !== null && !taken);
  if (refused) {
    throw new ApiError(sayNotify('handlerRefused', to, refused.id || refused.file, refused.status), {
      code: 'NOT_TAKEN',
      status: refused.status ?? 0,
      signed: true,
      hint: sayNotify('resignHint'),
    });
  }
  const silent = results.find(({ status }) => status === null);
  if (!silent) return;
  throw new NetworkError(joinWordings([sayNotify('silent', to), silent.why], '\n'), {
    code: 'NO_RESPONSE',
    outcome: 'unknown',
    hint: sayNotify('silentHint'),
  });
};

/** `wxpay notify replay`: kept notifications, once more. */
export const command = defineCommand({
  configure,
  help,
  run: async (context, [files], { to, resign, data }) => {
    checkField(context, RESULT_SHAPE);
    requireHandlerUrl(to);
    const { options, world } = context;
    const kept: Kept[] = [];
    // One after the other: a shell's pattern may stand for thousands, and a system has a limit of open files.
    for (const file of files) kept.push(await readKept(file, context));
    const write = resign ? await signedAnew(context, data) : asKept;
    const wires = await Promise.all(kept.map(write));
    const timeout = options.timeout === undefined ? RESPONSE_TIMEOUT_MS : options.timeout * 1000;
    const replayed: Replayed[] = [];
    for (const [at, wire] of wires.entries()) {
      const { status, body, error } = await postNotification(to, wire, { timeout, signal: world.signal });
      const told = { file: kept[at]?.file ?? '', id: idOf(wire.body), status, body, taken: isTaken(status) };
      replayed.push({ result: { ...told, error: error?.[context.language] ?? null }, why: error ?? undefined });
    }
    await print(replayed, context);
    requireTaken(replayed, to);
  },
});
