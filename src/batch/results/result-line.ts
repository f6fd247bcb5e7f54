import * as z from 'zod/mini';
import { ApiError, type ErrorObject, NetworkError, UsageError, type WechatPayError } from '../../errors.js';
import { layOutJson } from '../../shared/json-text.js';
import { printableJson } from '../../shared/printable.js';
import { exactJson } from '../input/exact-numbers.js';

/** How a row may end: with an order, without one, or without anybody knowing. */
export const ROW_STATUSES = ['created', 'failed', 'unknown'] as const;

/** One way for a row to end. */
export type RowStatus = (typeof ROW_STATUSES)[number];

/** How a row ended, in short. */
export interface RowEnd {
  line: number;
  status: RowStatus;
  /** The code of the error; absent for orders that were created. */
  code?: string | undefined;
}

/** In the place of further codes, against a server that makes them up. */
export const OTHER_CODES = 'OTHERS';

/** How a row ended. */
export interface RowResult {
  line: number;
  outOrderNo: string;
  /** What the row asked for: see `PlannedRow`. A run that resumes knows by it whether its row is the same. */
  digest: string;
  /** How often its order was sent. */
  attempts: number;
  /** The columns of `--keep`, with exact numbers. */
  kept?: Readonly<Record<string, unknown>> | undefined;
  /** The order as WeChat Pay answered it, or why there is none. */
  ending: { order: Buffer } | { error: WechatPayError };
}

/** What an error says of the order: `failed` when there is certainly none, else `unknown`. */
function statusOfError(error: WechatPayError): RowStatus {
  if (error instanceof UsageError || error instanceof ApiError) return 'failed';
  return error instanceof NetworkError && error.outcome !== 'unknown' ? 'failed' : 'unknown';
}

/** How a result ended, in one word. */
export function statusOf({ ending }: RowResult): RowStatus {
  return 'order' in ending ? 'created' : statusOfError(ending.error);
}

/** JSON on one line, as it was received wherever it already is: parsing would round numbers beyond double precision. */
export function jsonOnOneLine(json: Buffer): string {
  const text = json.toString('utf8');
  return /[\r\n\uFEFF]/.test(text) ? layOutJson(text.replace(/^\uFEFF/, ''), 0) : text;
}

/**
 * A result as a line of the results file, its end included. What is not seen stands there as `\u` escapes.
 * @param describe what an error says, in the language of the run
 */
export function formatResult(result: RowResult, describe: (error: WechatPayError) => ErrorObject): string {
  const { line, outOrderNo, digest, attempts, kept, ending } = result;
  const content =
    'order' in ending ? `"order":${jsonOnOneLine(ending.order)}` : `"error":${JSON.stringify(describe(ending.error))}`;
  const keep = kept === undefined ? '' : `,"keep":${exactJson(kept)}`;
  return printableJson(
    `{"line":${line},"out_order_no":${JSON.stringify(outOrderNo)},"status":"${statusOf(result)}","attempts":${attempts},${content}${keep},"digest":"${digest}"}\n`,
  );
}

/** Beyond it a result is damaged: the memory for what earlier runs did is as large as the highest line. */
const HIGHEST_LINE = 100_000_000;

const resultLine = z.object({
  line: z.int().check(z.positive(), z.maximum(HIGHEST_LINE)),
  out_order_no: z.string(),
  status: z.enum(ROW_STATUSES),
  digest: z.string().check(z.regex(/^[0-9a-f]{12}$/)),
  error: z.optional(z.object({ code: z.string() })),
});

/** What a later run needs of a line of the results. */
export type ParsedResult = z.infer<typeof resultLine>;

/** A line of the results as a later run needs it; `undefined` when it is not a result line. */
export function parseResult(text: string): ParsedResult | undefined {
  try {
    return resultLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
