import * as z from 'zod/mini';
import type { Language } from '../shared/text.js';
import { CALLS, type CallName } from './api.js';
import { documentedSchema, fieldMeta, REQUESTS, RESPONSES, type Requests, type Responses } from './schema.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a call is sent and responded to with. */
export interface CallSchemas {
  /** `undefined` for a call without a body. */
  request: JsonSchema | undefined;
  response: JsonSchema;
}

const toJsonSchema = (schema: z.ZodMiniObject, language: Language): JsonSchema =>
  z.toJSONSchema(schema, {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema, path }) => {
      const known = documentedSchema(zodSchema);
      if (known) Object.assign(jsonSchema, z.toJSONSchema(known), { $schema: undefined });
      const name = path.at(-1);
      const meaning = path.length === 2 && name !== undefined ? fieldMeta(schema.shape, String(name)) : undefined;
      if (meaning) jsonSchema.description = meaning[language];
    },
  });

/**
 * The JSON Schemas (draft 2020-12) of a call's bodies, each field with its meaning.
 * @param allowLoopback whether `notify_url` may be plain http to this machine, as the sandbox takes it
 */
export function callSchemas(name: CallName, language: Language, allowLoopback = false): CallSchemas {
  const call: { request?: keyof Requests; response: keyof Responses } = CALLS[name];
  return {
    request: call.request && toJsonSchema(REQUESTS[call.request](allowLoopback), language),
    response: toJsonSchema(RESPONSES[call.response], language),
  };
}
