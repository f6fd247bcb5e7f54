import * as z from 'zod/mini';
import { ConfigError } from '../errors.js';
import { issueMessage, listIssues } from '../issues.js';
import { nearestName } from '../nearest.js';
import { checkBaseUrl } from './base-url.js';

/** The formats of output. */
export const OUTPUTS = ['table', 'json', 'ndjson'] as const;
/** The languages of messages and tables. */
export const LANGUAGES = ['zh', 'en'] as const;

/** What is wrong with a merchant number, in one phrase; `undefined` when nothing is. */
export function checkMchid(value: string): string | undefined {
  return /^\d{8,10}$/.test(value.trim()) ? undefined : 'expected a merchant number of 8 to 10 digits';
}

/** What is wrong with a value that must be one of a few, in one phrase; `undefined` when nothing is. */
export function checkChoice(value: string, choices: readonly string[]): string | undefined {
  return choices.includes(value) ? undefined : `expected one of ${choices.join(', ')}`;
}

/** A text; its format is left alone as long as a `${NAME}` stands for a part of it. */
const text = (problem: (value: string) => string | undefined = () => undefined) =>
  z.string().check(
    z.refine((value) => value.trim() !== '', 'it is empty: give it a value, or remove the key'),
    z.refine((value) => value.trim() === '' || value.includes('${') || problem(value) === undefined, {
      error: ({ input }) => problem(String(input)) ?? 'invalid',
    }),
  );

const seconds = z.number().check(z.gt(0), z.lte(3600));

const requestsASecond = z.number().check(z.gte(0.01), z.lte(100_000));

const insurance = z.strictObject({ notifyUrl: z.optional(text()), serviceId: z.optional(text()) });

const layerShape = {
  mchid: z.optional(
    z.pipe(
      z.transform((value: unknown) => (Number.isSafeInteger(value) ? String(value) : value)),
      text(checkMchid),
    ),
  ),
  serial: z.optional(text()),
  certificate: z.optional(text()),
  privateKey: z.optional(text()),
  privateKeyPassphrase: z.optional(text()),
  certs: z.optional(z.record(z.string(), text())),
  apiv3Key: z.optional(text()),
  insurance: z.optional(insurance),
  baseUrl: z.optional(text(checkBaseUrl)),
  backupBaseUrl: z.optional(text(checkBaseUrl)),
  output: z.optional(text((value) => checkChoice(value, OUTPUTS))),
  lang: z.optional(text((value) => checkChoice(value, LANGUAGES))),
  timeout: z.optional(seconds),
  retries: z.optional(z.int().check(z.gte(0), z.lte(100))),
  rate: z.optional(requestsASecond),
  sandbox: z.optional(z.boolean()),
};

const fileLayer = z.strictObject(layerShape);
const fileConfig = z.strictObject({ ...layerShape, profiles: z.optional(z.record(z.string(), fileLayer)) });

/** The keys that the top level and every profile of a file may have. */
export type FileLayer = z.infer<typeof fileLayer>;
/** The content of a configuration file. */
export type FileConfig = z.infer<typeof fileConfig>;

/** Every key of a layer, `insurance` without its two parts. */
export const LAYER_KEYS: readonly string[] = Object.keys(layerShape);
const INSURANCE_KEYS: readonly string[] = Object.keys(insurance.shape);

const messageFor: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    const found = issue.input instanceof Date ? 'date' : typeof issue.input;
    if (found !== 'object') return `expected a string, found a ${found}: put quotes around it`;
  }
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'expected keys with values';
  return issueMessage(issue);
};

/** A key without a value is `null` in YAML: the same as no key, so that a section may be commented out inside. */
const withoutNulls = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, part]) => (part === null ? [] : [[key, withoutNulls(part)]])),
      )
    : value;

const suggest = (path: string): string => {
  const parts = path.split('.');
  const key = parts.at(-1) ?? path;
  const inside = parts.at(-2) === 'insurance';
  const here = inside ? INSURANCE_KEYS : [...LAYER_KEYS, ...(parts.length === 1 ? ['profiles'] : [])];
  const elsewhere = inside ? '' : 'insurance.';
  const near = nearestName(key, here) ?? nearestName(key, inside ? LAYER_KEYS : INSURANCE_KEYS);
  if (near === undefined) return `unknown key; known here: ${here.join(', ')}`;
  return `unknown key; did you mean ${here.includes(near) ? near : `${elsewhere}${near}`}?`;
};

/**
 * The checked content of a configuration file. Every problem is reported at once, each with its key path; none shows a
 * value, which may be a secret. A `${NAME}` is not replaced yet.
 * @param file the file's path, for the message
 * @throws {ConfigError} `CONFIG_INVALID`
 */
export function parseConfig(document: unknown, file: string): FileConfig {
  // Compiling the schema (zod's JIT) costs more than checking the one file of a run without.
  const result = fileConfig.safeParse(withoutNulls(document), { error: messageFor, jitless: true });
  if (result.success) return result.data;
  const problems = listIssues(result.error).map(({ path, message }) => {
    const said = message === 'unknown name' ? suggest(path) : message;
    return path === '' ? said : `${path}: ${said}`;
  });
  const listed =
    problems.length === 1 ? `: ${problems[0]}` : ` has ${problems.length} problems:\n- ${problems.join('\n- ')}`;
  throw new ConfigError(`${file}${listed}`, {
    code: 'CONFIG_INVALID',
    hint: 'Every key is explained in .wechatpayrc.example, which comes with the package.',
  });
}
