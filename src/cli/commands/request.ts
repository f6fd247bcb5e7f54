import { STATUS_CODES } from 'node:http';
import type { Command } from '@commander-js/extra-typings';
import * as z from 'zod/mini';
import { CERTIFICATES_PATH, fillPath } from '../../apiv3/path.js';
import { NetworkError, SignatureError, UsageError } from '../../errors.js';
import { PROTOCOL_HEADERS } from '../../http/protocol-headers.js';
import { type CallRequest, type HttpMethod, METHODS, type VerifiedResponse } from '../../http/types.js';
import { CALLS } from '../../insurance/api.js';
import { layOutJson } from '../../shared/json-text.js';
import { printable, printableLines, toPrintableJson } from '../../shared/printable.js';
import { refusedInBody } from '../../shared/request-text.js';
import { suggestion } from '../../shared/suggest.js';
import { joinWordings, type Language } from '../../shared/text.js';
import { sayCommand } from '../../texts/command.js';
import { sayGuard } from '../../texts/guard.js';
import { sayHelp } from '../../texts/help.js';
import { sayCommandsHelp } from '../../texts/help-commands.js';
import { sayReport } from '../../texts/report.js';
import { defineCommand } from '../command-module.js';
import type { Context } from '../context.js';
import { requireConfirmation } from '../guard.js';
import { CALLING, type HelpFacts } from '../help/facts.js';
import { parseJsonData, readData } from '../input/read-data.js';
import { collect } from '../options/parsers.js';
import { fieldLine } from '../output/object.js';
import { withSession } from '../session.js';
import { requestTarget } from './request-target.js';
import { chooseSigning, parseNonce, parseTimestamp, printMessage } from './sign-elsewhere.js';

const configure = (command: Command, language: Language) => {
  const say = (name: Parameters<typeof sayCommandsHelp>[0]) => sayCommandsHelp(name)[language];
  return command
    .argument(
      '<method>',
      `${say('method')}${sayHelp('extras', [sayHelp('choices', METHODS.join(', '))[language]])[language]}`,
    )
    .argument('<path>', say('requestPath'))
    .option('--query <k=v>', say('query'), collect)
    .option('--data <json|@file|->', say('body'))
    .option('--header <K: V>', say('header'), collect)
    .option('--include', say('include'))
    .option('--message', say('message'))
    .option('--timestamp <seconds>', say('timestamp'), parseTimestamp)
    .option('--nonce <text>', say('nonce'), parseNonce)
    .option('--signature <base64>', say('signature'))
    .option('--yes', sayGuard('yes')[language]);
};

const help: HelpFacts = {
  effect: 'write',
  about: sayCommandsHelp('requestAbout'),
  examples: [
    {
      command: `wxpay request GET ${fillPath(CALLS.getQualification.path, { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' })} --sandbox`,
      comment: sayCommandsHelp('requestGet'),
    },
    {
      command: `wxpay request POST ${CALLS.createOrder.path.slice(1)} --data @order.json --include`,
      comment: sayCommandsHelp('requestPost'),
    },
    {
      command: `wxpay request get ${CERTIFICATES_PATH.slice(1).replaceAll('/', '.')}`,
      comment: sayCommandsHelp('requestDotted'),
    },
    {
      command: `wxpay request POST ${CALLS.createOrder.path.slice(1)} --data @order.json --message > message.txt`,
      comment: sayCommandsHelp('requestMessage'),
    },
  ],
  exitCodes: CALLING,
  values: { method: METHODS },
};

const parseMethod = (typed: string): HttpMethod => {
  const method = METHODS.find((known) => known === typed.toUpperCase());
  if (method) return method;
  throw new UsageError(sayCommand('unknownMethod', JSON.stringify(typed), suggestion(typed.toUpperCase(), METHODS)), {
    code: 'UNKNOWN_METHOD',
    hint: sayCommand('known', METHODS.join(', ')),
  });
};

const parseHeaders = (headers: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    headers.map((header) => {
      const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([\t\x20-\x7e]*)$/.exec(header) ?? [];
      if (name === undefined || value === undefined || PROTOCOL_HEADERS.has(name.toLowerCase())) {
        throw new UsageError(sayCommand('headerRefused', JSON.stringify(name ?? header)), {
          code: 'BAD_REQUEST_HEADER',
          hint: sayCommand('headerHint', [...PROTOCOL_HEADERS].join(', ')),
        });
      }
      return [name.toLowerCase(), value];
    }),
  );

const checkBody = (body: Buffer | undefined, method: HttpMethod, headers: Readonly<Record<string, string>>): void => {
  if (body === undefined) return;
  if (method === 'GET') {
    throw new UsageError(sayCommand('bodyOfGet'), { code: 'BODY_OF_GET', hint: sayCommand('bodyOfGetHint') });
  }
  if (headers['content-type'] !== undefined) return;
  const problem = refusedInBody(parseJsonData(body, sayCommand('otherBodyHint')));
  if (problem === undefined) return;
  throw new UsageError(sayCommand('bodyRefused', problem), { code: 'BAD_DATA', hint: sayCommand('nothingSent') });
};

/** Status line and headers as HTTP clients print them; the reason phrase is that of the standard. */
const head = ({ status, headers }: VerifiedResponse): string => {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => `${name}: ${one}`),
  );
  const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  return [statusLine, ...lines, '', ''].map((line) => printable(line, Number.POSITIVE_INFINITY)).join('\n');
};

const bodyText = (
  { body, data }: VerifiedResponse,
  { output, options: { field }, world }: Context,
): string | Buffer => {
  if (body.length === 0) return '';
  if (data === undefined) return world.stdout.isTTY === true ? printableLines(body.toString('utf8')) : body;
  const indent = output === 'ndjson' ? 0 : 2;
  if (field === undefined) return `${layOutJson(body.toString('utf8').replace(/^\uFEFF/, ''), indent)}\n`;
  const object = z.safeParse(z.record(z.string(), z.unknown()), data);
  const value = object.success && Object.hasOwn(object.data, field) ? object.data[field] : undefined;
  return fieldLine(value === undefined ? '' : typeof value === 'string' ? value : toPrintableJson(value), world);
};

/** The error of a request that may have been carried out says so. */
const tellFate = (error: unknown): unknown => {
  const isUnknown = error instanceof NetworkError && error.outcome === 'unknown';
  if (!isUnknown && !(error instanceof SignatureError)) return error;
  const { message, hint } = error.texts;
  const facts = {
    ...error.facts,
    hint: joinWordings([hint, sayCommand('mayBeDoneHint')], { zh: '', en: ' ' }),
    cause: error,
  };
  const told = sayCommand('mayBeDone', message);
  return error instanceof SignatureError
    ? new SignatureError(told, { ...facts, code: error.code })
    : new NetworkError(told, { ...facts, outcome: 'unknown' });
};

/** `wxpay request`. */
export const command = defineCommand({
  configure,
  help,
  run: async (context, [typedMethod, path], { query = [], data, header = [], include, yes, ...elsewhere }) => {
    const method = parseMethod(typedMethod);
    const headers = parseHeaders(header);
    const body = data === undefined ? undefined : await readData(data, context.world);
    checkBody(body, method, headers);
    const signing = chooseSigning(context, elsewhere);
    await withSession(
      context,
      async (session) => {
        const { caller, baseUrl } = session;
        const request: CallRequest = {
          method,
          target: requestTarget(path, query, baseUrl),
          body,
          headers,
          idempotent: method === 'GET',
          signal: context.world.signal,
          ...signing.facts,
        };
        if (signing.isShown) {
          printMessage(request, { context, environment: caller.environment });
          return;
        }
        if (method !== 'GET') await requireConfirmation(context, session, yes);
        const result = await caller.call(request);
        if (!result.ok) throw method === 'GET' ? result.error : tellFate(result.error);
        if (method !== 'GET') context.lostOutputHint = sayReport('responseLost');
        if (include) context.io.data(head(result.response));
        context.io.data(bodyText(result.response, context));
      },
      signing.needs,
    );
  },
});
