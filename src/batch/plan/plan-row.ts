import { hash } from 'node:crypto';
import { keyPath, SETTINGS } from '../../config/settings-table.js';
import { UsageError } from '../../errors.js';
import { type CreateOrderRequest, createOrderRequest } from '../../insurance/schema.js';
import { suggestion } from '../../shared/suggest.js';
import { joinWordings, type Text, toText, type Wording } from '../../shared/text.js';
import { type Issue, issueMessage, listIssues } from '../../shared/zod-issues.js';
import { sayInput } from '../../texts/batch-input.js';
import { exactText, withExactNumbers } from '../input/exact-numbers.js';
import { type RawRow, REASON_COLUMN } from '../input/raw-row.js';
import { shorten } from '../input/shorten.js';
import { createNumbering } from './order-numbers.js';

/** What makes an order out of a row. */
export interface PlanSetup {
  /** Keeps the numbers that are derived apart from those of other batches with the same rows. */
  id: string;
  /** The defaults of the configuration. */
  defaults: { notifyUrl?: string | undefined; serviceId?: string | undefined };
  /** Accept a plain-http `notify_url` to this machine, as in front of the sandbox. */
  allowLoopback: boolean;
  /** Columns that are left out, fields of the API too. */
  ignore: readonly string[];
  /** Columns that are carried into the results: further ones, and fields of the API, which are used all the same. */
  keep: readonly string[];
  /** What to do about a field that the API does not have. */
  onUnknownField?: Wording | undefined;
  /** Called for every row whose number is derived. */
  onDerived?: (() => void) | undefined;
}

/** A row with its number, and the order that it asks for or why it asks for none. */
export type PlannedRow = {
  raw: RawRow;
  outOrderNo: string;
  /** Whether the number was made from the row. */
  derived: boolean;
  /** What the row asks for, in 12 hex digits: `digestOfRow`. */
  digest: string;
  /** The columns of `--keep`, with exact numbers. */
  kept?: Readonly<Record<string, unknown>>;
} & ({ order: CreateOrderRequest; error?: undefined } | { order?: undefined; error: UsageError });

/** A row that asks for an order. */
export type OrderedRow = Extract<PlannedRow, { order: CreateOrderRequest }>;

/** The row as an order. Rows must come in the order of the file, each once. */
export type PlanRow = (raw: RawRow) => PlannedRow;

const FIELDS: readonly string[] = Object.keys(createOrderRequest(false).shape);

const NOTIFY_URL: Text = sayInput('notifyUrlRequired', keyPath('notifyUrl'), SETTINGS.notifyUrl.env);

/** How many problems of a row its message lists: a row may have thousands of fields. */
const LISTED = 10;
const LONGEST_NAME = 64;

const problemOf = (issues: readonly Issue[], advice: Wording | undefined): Text => {
  const known = issues.filter(({ path }) => FIELDS.includes(path));
  const unknown = issues.filter(({ path }) => !FIELDS.includes(path));
  const problems = [
    ...known.map(({ path, message, isMissing }) =>
      path === 'notify_url' && isMissing ? NOTIFY_URL : sayInput('field', path, message),
    ),
    ...unknown.slice(0, LISTED).map(({ path }) => {
      const name = shorten(path, LONGEST_NAME);
      return sayInput('unknownField', name, suggestion(name, FIELDS));
    }),
  ].slice(0, LISTED);
  const more = issues.length - problems.length;
  const listed = joinWordings([...problems, ...(more > 0 ? [sayInput('more', more)] : [])], { en: '; ', zh: '；' });
  return unknown.length > 0 ? joinWordings([listed, advice], { en: ' ', zh: '' }) : listed;
};

/**
 * Refuses the columns of a CSV file if one is unknown, or if no row could be an order.
 * @throws {UsageError} `UNKNOWN_COLUMN` with the nearest known name; `MISSING_COLUMN`
 */
export function checkColumns(columns: readonly string[], { ignore, keep, defaults, onUnknownField }: PlanSetup): void {
  const known = [...FIELDS, ...ignore, ...keep, REASON_COLUMN];
  const unknown = columns.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(sayInput('unknownColumn', JSON.stringify(unknown), suggestion(unknown, FIELDS)), {
      code: 'UNKNOWN_COLUMN',
      hint: joinWordings([sayInput('knownColumns', FIELDS.join(', ')), onUnknownField], { en: ' ', zh: '' }),
    });
  }
  const missing = columns.includes('openid')
    ? columns.includes('notify_url') || defaults.notifyUrl !== undefined
      ? undefined
      : NOTIFY_URL
    : sayInput('noOpenid');
  if (missing === undefined) return;
  throw new UsageError(missing, {
    code: 'MISSING_COLUMN',
    hint: sayInput('namesHint'),
  });
}

/**
 * What tells a row from another one with the same number: its fields of the API, the defaults filled in, or its text if
 * it cannot be read. Whether the fields are valid makes no difference, and neither do the columns beside them.
 */
const digestOfRow = (outOrderNo: string, asked: Readonly<Record<string, unknown>> | string): string => {
  const content = typeof asked === 'string' ? [asked] : FIELDS.map((name) => asked[name]);
  return hash('sha256', JSON.stringify([outOrderNo, ...content]), 'hex').slice(0, 12);
};

/** Makes the function that turns the rows of one batch into orders. */
export function createPlanner({
  id,
  defaults,
  allowLoopback,
  ignore,
  keep,
  onUnknownField,
  onDerived,
}: PlanSetup): PlanRow {
  const schema = createOrderRequest(allowLoopback);
  const numbering = createNumbering(id);
  const besides = new Set([...ignore, ...keep.filter((name) => !FIELDS.includes(name)), REASON_COLUMN]);

  const invalid = (problem: Wording, outOrderNo: string, line: number): UsageError =>
    new UsageError(sayInput('atLine', line, toText(problem)), { code: 'INVALID_ROW', outOrderNo });

  const keptOf = (fields: Readonly<Record<string, unknown>>, text: string): Readonly<Record<string, unknown>> => {
    const kept = keep.flatMap((name) => (Object.hasOwn(fields, name) ? [[name, fields[name]]] : []));
    return withExactNumbers(Object.fromEntries(kept), text);
  };

  return (raw) => {
    const { fields, line } = raw;
    if (fields === undefined) {
      const outOrderNo = numbering({ text: raw.text });
      return {
        raw,
        outOrderNo,
        derived: true,
        digest: digestOfRow(outOrderNo, raw.text),
        error: invalid(raw.problem, outOrderNo, line),
      };
    }
    const content: Record<string, unknown> = Object.create(null);
    for (const [name, value] of Object.entries(fields)) {
      // Null is how exports write what is absent.
      if (value !== null && !besides.has(name)) content[name] = value;
    }
    const given = content['out_order_no'];
    const derived = given === undefined;
    if (derived) onDerived?.();
    // A number that is not a string is refused, and must not be rounded: corrected, the row would be another order.
    const outOrderNo = derived
      ? numbering(content)
      : exactText(withExactNumbers({ out_order_no: given }, raw.text)['out_order_no']);
    const asked = {
      ...content,
      out_order_no: derived ? outOrderNo : given,
      notify_url: content['notify_url'] ?? defaults.notifyUrl,
      service_id: content['service_id'] ?? defaults.serviceId,
    };
    const digest = digestOfRow(outOrderNo, asked);
    const planned = { raw, outOrderNo, derived, digest, ...(keep.length > 0 && { kept: keptOf(fields, raw.text) }) };
    const parsed = schema.safeParse(asked, { error: issueMessage });
    if (parsed.success) return { ...planned, order: parsed.data };
    return { ...planned, error: invalid(problemOf(listIssues(parsed.error), onUnknownField), outOrderNo, line) };
  };
}
