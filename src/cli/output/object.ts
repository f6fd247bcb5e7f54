import type * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import type { VerifiedResponse } from '../../http/types.js';
import { fieldMeta } from '../../insurance/schema.js';
import { findMembers } from '../../shared/json-members.js';
import { layOutJson } from '../../shared/json-text.js';
import { printableLines, toPrintableJson } from '../../shared/printable.js';
import { suggestion } from '../../shared/suggest.js';
import type { Text } from '../../shared/text.js';
import { sayUsage } from '../../texts/usage.js';
import { type Context, stdoutLook } from '../context.js';
import type { World } from '../world.js';
import type { OutputName } from './names.js';

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** What is printed: a verified JSON object as received, with what is known of its fields and values. */
export interface Printable {
  response: Pick<VerifiedResponse, 'body'>;
  value: Readonly<Record<string, unknown>>;
  shape: Shape;
  /** Meanings of the values of any field. */
  values?: Readonly<Record<string, Text>>;
}

/** A value as text: a string bare, anything else as it was received, since parsing rounds large numbers. */
const createTextOf = (body: Buffer): ((name: string, value: unknown) => string) => {
  const text = body.toString('utf8');
  const members = findMembers(text);
  return (name, value) => {
    const member = members.get(name);
    if (typeof value === 'string' || member === undefined) return typeof value === 'string' ? value : '';
    return layOutJson(text.slice(member.from, member.to), 0);
  };
};

const writers = {
  table: async ({ response, value, shape, values = {} }, context) => {
    const { meaningOf, renderFields } = await import('./table.js');
    const textOf = createTextOf(response.body);
    const rows = Object.entries(value).map(([name, cell]) => ({
      name,
      value: textOf(name, cell),
      meaning: meaningOf(fieldMeta(shape, name), cell, values, context.language),
    }));
    return renderFields(rows, context.language, await stdoutLook(context));
  },
  json: ({ response }) => `${layOutJson(response.body.toString('utf8'), 2)}\n`,
  ndjson: ({ response }) => `${layOutJson(response.body.toString('utf8'), 0)}\n`,
} satisfies Record<OutputName, (printable: Printable, context: Context) => string | Promise<string>>;

/**
 * Refuses a `--field` that no response of this command has, before anything is sent.
 * @throws {UsageError} with the nearest known name
 */
export function checkField(context: Context, shape: Shape): void {
  checkFieldName(context, Object.keys(shape));
}

/**
 * Refuses a `--field` that is none of the names of what the command prints.
 * @throws {UsageError} with the nearest known name
 */
export function checkFieldName({ options: { field } }: Context, names: readonly string[]): void {
  if (field === undefined || names.includes(field)) return;
  throw new UsageError(sayUsage('unknownField', JSON.stringify(field), suggestion(field, names)), {
    code: 'UNKNOWN_FIELD',
    hint: sayUsage('knownFields', names.join(', ')),
  });
}

/**
 * Loads what `printObject` will need, so that an order that was issued is printed even when no further file can be
 * opened.
 */
export async function preparePrinting({ output, options }: Context): Promise<void> {
  if (output === 'table' && options.field === undefined) await import('./table.js');
}

/** The line of `--field`: the value as it is for programs; on a terminal, what is not seen is shown as code points. */
export function fieldLine(text: string, { stdout }: Pick<World, 'stdout'>): string {
  return `${stdout.isTTY === true ? printableLines(text) : text}\n`;
}

/** The line of `--field` for an object that is wxpay's own, one a line for several; `undefined` without `--field`. */
export function ownFieldLines(
  objects: readonly Readonly<Record<string, unknown>>[],
  { options: { field }, world }: Context,
): string | undefined {
  if (field === undefined) return undefined;
  const values = objects.map((object) => (Object.hasOwn(object, field) ? object[field] : ''));
  return values.map((value) => fieldLine(typeof value === 'string' ? value : toPrintableJson(value), world)).join('');
}

/** Prints an object to stdout: one field raw with `--field`, else in the chosen format. */
export async function printObject(printable: Printable, context: Context): Promise<void> {
  const { field } = context.options;
  if (field === undefined) {
    context.io.data(await writers[context.output](printable, context));
    return;
  }
  const { response, value } = printable;
  context.io.data(fieldLine(createTextOf(response.body)(field, value[field]), context.world));
}
