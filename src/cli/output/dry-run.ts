import type { Credentials } from '../../apiv3/credentials.js';
import { requestUrl } from '../../http/request-url.js';
import { signRequest } from '../../http/sign-request.js';
import type { CallRequest, Environment } from '../../http/types.js';
import { layOutJson } from '../../shared/json-text.js';
import { shellQuote } from '../../shared/shell-quote.js';
import { sayRun } from '../../texts/run.js';
import type { Context } from '../context.js';
import { checkFieldName, ownFieldLines } from './object.js';

/** What would send a request. */
export interface DryRunSetup {
  context: Context;
  credentials: Credentials;
  baseUrl: string;
  environment: Environment;
}

/** What a dry run shows, by the names of `--json`. */
const DRY_RUN_FIELDS = ['method', 'url', 'headers', 'body', 'message', 'curl'] as const;

type Shown = Readonly<Record<(typeof DRY_RUN_FIELDS)[number], unknown>>;

/** Refuses a `--field` that a dry run does not show. */
export function checkDryRunField(context: Context): void {
  checkFieldName(context, DRY_RUN_FIELDS);
}

/** A command line that sends the very same request; every character that a shell could touch is quoted. */
function curlCommand(method: string, url: string, headers: Readonly<Record<string, string>>, body: string): string {
  const parts = ['curl', '--include', '--globoff', '--path-as-is', '--request', method, shellQuote(url)];
  for (const [name, value] of Object.entries(headers)) parts.push('--header', shellQuote(`${name}: ${value}`));
  if (body !== '') parts.push('--data-binary', shellQuote(body));
  return parts.join(' ');
}

/**
 * Signs a request and prints it without sending it. The signature is shown, because `curl` needs it: it is good for
 * this one request, for five minutes.
 */
export async function dryRun(
  request: CallRequest,
  { context, credentials, baseUrl, environment }: DryRunSetup,
): Promise<void> {
  const { headers, message } = await signRequest(request, credentials, environment);
  const { method } = request;
  const url = requestUrl(baseUrl, request.target).href;
  const body = request.body?.toString('utf8') ?? '';
  const curl = curlCommand(method, url, headers, body);
  const shown = { method, url, headers, body, message: message.toString('utf8'), curl } satisfies Shown;
  const field = ownFieldLines([shown], context);
  if (field !== undefined) {
    context.io.data(field);
    return;
  }
  if (context.output !== 'table') {
    context.io.data(`${layOutJson(JSON.stringify(shown), context.output === 'json' ? 2 : 0)}\n`);
    return;
  }
  const { language } = context;
  const indent = (text: string) => text.replace(/^/gm, '  ');
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`);
  context.io.data(
    [
      `${method} ${url}`,
      '',
      ...lines,
      '',
      sayRun('body')[language],
      indent(body),
      '',
      sayRun('signedMessage')[language],
      indent(shown.message.trimEnd()),
      '',
      'curl',
      indent(curl),
      '',
    ].join('\n'),
  );
}
