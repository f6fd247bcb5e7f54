import * as z from 'zod/mini';
import { OUTPUT_NAMES } from './output/names.js';

/** The global options as parsed; commander has judged their values already. */
const globalOptions = z.object({
  config: z.optional(z.string()),
  profile: z.optional(z.string()),
  sandbox: z.optional(z.boolean()),
  baseUrl: z.optional(z.string()),
  output: z.optional(z.enum(OUTPUT_NAMES)),
  json: z.optional(z.boolean()),
  field: z.optional(z.string()),
  /** Seconds. */
  timeout: z.optional(z.number()),
  retries: z.optional(z.number()),
  lang: z.optional(z.enum(['zh', 'en'])),
  color: z.optional(z.boolean()),
  quiet: z.optional(z.boolean()),
  verbose: z.optional(z.boolean()),
  debug: z.optional(z.boolean()),
});

/** The options that every command takes. */
export type GlobalOptions = z.infer<typeof globalOptions>;

/** Picks the global options out of what commander parsed. */
export function readGlobalOptions(options: Readonly<Record<string, unknown>>): GlobalOptions {
  return globalOptions.parse(options);
}
