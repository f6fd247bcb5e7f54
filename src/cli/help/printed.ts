import { callSchemas } from '../../insurance/json-schema.js';
import type { Language } from '../../shared/text.js';
import type { JsonSchema } from './facts.js';

type Properties = Readonly<Record<string, JsonSchema>>;

const text = { type: 'string' };
const whole = { type: 'integer' };
const flag = { type: 'boolean' };
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const oneOf = (...names: string[]): JsonSchema => ({ type: 'string', enum: names });
const orNull = (type: string): JsonSchema => ({ type: [type, 'null'] });

/** An object whose properties are all there, but for those that may be absent. */
const object = (properties: Properties, optional: Properties = {}): JsonSchema => ({
  type: 'object',
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
});

const error = object(
  { type: oneOf('usage', 'config', 'api', 'network', 'signature', 'internal'), code: text, message: text },
  { hint: text, status: whole, signed: flag, request_id: text, out_order_no: text, detail: {} },
);

const order = (language: Language): JsonSchema => {
  const { $schema: _, ...schema } = callSchemas('getOrder', language).response;
  return schema;
};

/** What commands print with `--json` that is no response of the API. */
export const PRINTED = {
  batchResult: (language) =>
    object(
      {
        line: whole,
        out_order_no: text,
        status: oneOf('created', 'failed', 'unknown'),
        attempts: whole,
        digest: text,
      },
      { order: order(language), error, keep: { type: 'object' } },
    ),
  merged: () =>
    object({
      complete: flag,
      rows: whole,
      created: whole,
      failed: whole,
      unknown: whole,
      causes: listOf(
        object({ status: oneOf('created', 'failed', 'unknown'), rows: whole, lines: listOf(whole) }, { code: text }),
      ),
      shards: listOf(
        object({
          file: text,
          shard: orNull('string'),
          rows: whole,
          created: whole,
          failed: whole,
          unknown: whole,
          finished: orNull('boolean'),
        }),
      ),
      missing_shards: listOf(text),
      duplicate_count: whole,
      duplicates: listOf(object({ out_order_no: text, files: listOf(text) })),
    }),
  reconcileResult: (language) =>
    object(
      { status: oneOf('found', 'absent', 'unknown') },
      { out_order_no: text, line: whole, was: text, state: text, changed: flag, order: order(language), error },
    ),
  notification: (language) =>
    object(
      { id: text, event_type: text, resource: order(language) },
      { create_time: text, resource_type: text, summary: text },
    ),
  handlerResults: () =>
    object({
      to: text,
      serial: text,
      results: listOf(
        object({
          variant: text,
          id: text,
          expected: text,
          status: orNull('integer'),
          body: text,
          error: orNull('string'),
          verdict: text,
          reason: orNull('string'),
          ms: { type: 'number' },
        }),
      ),
    }),
  replayResults: () =>
    object({
      results: listOf(
        object({
          file: text,
          id: text,
          status: orNull('integer'),
          body: text,
          error: orNull('string'),
          taken: flag,
        }),
      ),
    }),
  certificates: () =>
    object({
      certificates: listOf(object({ serial_no: text, effective_time: text, expire_time: text, file: text })),
    }),
  checks: () =>
    object({
      ok: flag,
      checks: listOf(object({ name: text, status: oneOf('ok', 'warn', 'fail'), message: text }, { hint: text })),
    }),
  values: () =>
    object({
      file: orNull('string'),
      profile: orNull('string'),
      profiles: listOf(text),
      values: { type: 'object', additionalProperties: object({ value: {}, source: text }) },
    }),
  path: () => object({ file: text }),
  explanation: () =>
    object({ code: text, types: listOf(text), exit_codes: listOf(whole), meaning: text }, { hint: text }),
  readySandbox: () => object({ url: text, config: text, mchid: text, pid: whole }, { control_token: text }),
} as const satisfies Readonly<Record<string, (language: Language) => JsonSchema>>;
