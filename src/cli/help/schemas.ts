import type * as z from 'zod/mini';
import type { CallName } from '../../insurance/api.js';
import { fieldMeta } from '../../insurance/schema.js';
import type { Language } from '../../shared/text.js';
import type { SchemaSource } from './facts.js';
import type { PRINTED } from './printed.js';

/** The meaning of a field of the API, as the description of an option or argument that gives it. */
export function describeField(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  name: string,
  language: Language,
): string {
  const meaning = fieldMeta(shape, name)?.[language] ?? name;
  return meaning.charAt(0).toUpperCase() + meaning.slice(1);
}

/** The schema of what a call responds with. */
export function responseOf(call: CallName): SchemaSource {
  return async (language) => {
    const { callSchemas } = await import('../../insurance/json-schema.js');
    return callSchemas(call, language).response;
  };
}

/** The schema of the fields that a call is sent with. None is required: options and configuration give some, too. */
export function fieldsOf(call: CallName): SchemaSource {
  return async (language) => {
    const { callSchemas } = await import('../../insurance/json-schema.js');
    const { required: _, ...schema } = callSchemas(call, language).request ?? {};
    return schema;
  };
}

/** The schema of what a command prints that is no response of the API. */
export function printedAs(name: keyof typeof PRINTED): SchemaSource {
  return async (language) => {
    const printed = await import('./printed.js');
    return printed.PRINTED[name](language);
  };
}
