import * as z from 'zod/mini';
import { ConfigError } from '../errors.js';
import { suggestName } from '../shared/suggest.js';
import type { Text } from '../shared/text.js';
import { asMessage, checkedBy, issueMessage, listIssues } from '../shared/zod-issues.js';
import { sayIssue } from '../texts/issues.js';
import { saySetting } from '../texts/settings.js';
import { part } from './part.js';
import { checkChoice, checkCommand, checkNumber, type Setting } from './setting.js';
import {
  BOOLEAN_KEYS,
  COMMAND_KEYS,
  KEYS_KEYS,
  keyPath,
  type LayerValues,
  NUMBER_KEYS,
  settingOf,
  TEXT_KEYS,
  VALUE_KEYS,
  type ValueKey,
} from './settings-table.js';

/** The content of a configuration file. */
export interface FileConfig {
  top: LayerValues;
  profiles: Readonly<Record<string, LayerValues>>;
}

/** A text; its format is left alone as long as a `${NAME}` stands for a part of it. */
const text = (problem: (value: string) => Text | undefined) =>
  z.string().check(
    checkedBy((value: string) => {
      if (value.trim() === '') return sayIssue('emptyKey');
      return value.includes('${') ? undefined : problem(value);
    }),
  );

/** A merchant number is the one text that YAML may have read as a number without harm: it has no leading zero. */
const mchid = (problem: (value: string) => Text | undefined) =>
  z.pipe(
    z.transform((value: unknown) => (Number.isSafeInteger(value) ? String(value) : value)),
    text(problem),
  );

const schemaOf = (name: ValueKey, setting: Setting) => {
  switch (setting.kind) {
    case 'text':
      return (name === 'mchid' ? mchid : text)(setting.check ?? (() => undefined));
    case 'choice':
      return text((value) => checkChoice(value, setting.choices));
    case 'number': {
      const problem = (value: unknown) => checkNumber(typeof value === 'number' ? value : Number.NaN, setting.range);
      return z.unknown().check(checkedBy(problem));
    }
    case 'boolean':
      return z.boolean();
    case 'command':
      return z.unknown().check(checkedBy(checkCommand));
    case 'keys':
      return z.record(
        z.string(),
        text(() => undefined),
      );
    case 'key':
    case 'variable':
      return text(() => undefined);
  }
};

type Field = ReturnType<typeof schemaOf>;

/** The fields of the top level or a profile, or of a section in it. */
const fieldsIn = (section: string): Record<string, z.ZodMiniOptional<Field>> =>
  Object.fromEntries(
    VALUE_KEYS.flatMap((name) => {
      const path = keyPath(name);
      const key = path.startsWith(section) ? path.slice(section.length) : '.';
      return key.includes('.') ? [] : [[key, z.optional(schemaOf(name, settingOf(name)))]];
    }),
  );

/** The sections that keys lie in. */
const SECTIONS: readonly string[] = [
  ...new Set(VALUE_KEYS.map(keyPath).flatMap((path) => (path.includes('.') ? [path.slice(0, path.indexOf('.'))] : []))),
];

const sections = Object.fromEntries(
  SECTIONS.map((section) => [section, z.optional(z.strictObject(fieldsIn(`${section}.`)))]),
);
const layerShape = { ...fieldsIn(''), ...sections };
const fileLayer = z.strictObject(layerShape);
const fileConfig = z.strictObject({ ...layerShape, profiles: z.optional(z.record(z.string(), fileLayer)) });

const LAYER_KEYS: readonly string[] = Object.keys(layerShape);

const keysIn = (section: string): string[] => Object.keys(fieldsIn(`${section}.`));

const messageFor: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    const found = issue.input instanceof Date ? 'date' : typeof issue.input;
    if (found !== 'object') return asMessage(sayIssue('quotes', found));
  }
  if (issue.code === 'invalid_type' && issue.expected === 'object') return asMessage(sayIssue('keys'));
  return issueMessage(issue);
};

/** A key without a value is `null` in YAML: the same as no key, so that a section may be commented out inside. */
const withoutNulls = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, each]) => (each === null ? [] : [[key, withoutNulls(each)]])),
      )
    : value;

const suggest = (path: string): Text => {
  const parts = path.split('.');
  const key = parts.at(-1) ?? path;
  const section = SECTIONS.find((name) => name === parts.at(-2));
  const here = section ? keysIn(section) : [...LAYER_KEYS, ...(parts.length === 1 ? ['profiles'] : [])];
  const elsewhere = new Map(
    section
      ? LAYER_KEYS.map((name) => [name, name])
      : SECTIONS.flatMap((name) => keysIn(name).map((inside) => [inside, `${name}.${inside}`])),
  );
  const near = suggestName(key, here) ?? elsewhere.get(suggestName(key, [...elsewhere.keys()]) ?? '');
  return near === undefined ? saySetting('unknownKey', here.join(', ')) : saySetting('unknownKeyNear', near);
};

/** A path whose parts look like names or ids; another part may be a key that was put in the place of its name. */
const shownPath = (path: string): string =>
  path
    .split('.')
    .map((name) => (/^(?:[\w$@][\w$ @-]{0,30}|PUB_KEY_ID_\w{1,60}|[\dA-F]{33,40})$/i.test(name) ? name : '[…]'))
    .join('.');

const valueAt = (document: unknown, name: ValueKey): unknown => keyPath(name).split('.').reduce(part, document);

const toLayer = (document: unknown): LayerValues => {
  const values: LayerValues = {};
  for (const name of TEXT_KEYS) {
    const value = valueAt(document, name);
    if (typeof value === 'string') values[name] = value;
  }
  for (const name of NUMBER_KEYS) {
    const value = valueAt(document, name);
    if (typeof value === 'number') values[name] = value;
  }
  for (const name of BOOLEAN_KEYS) {
    const value = valueAt(document, name);
    if (typeof value === 'boolean') values[name] = value;
  }
  for (const name of COMMAND_KEYS) {
    const value = valueAt(document, name);
    if (Array.isArray(value)) values[name] = value.map(String);
  }
  for (const name of KEYS_KEYS) {
    const value = valueAt(document, name);
    if (value !== null && typeof value === 'object') {
      values[name] = Object.fromEntries(Object.entries(value).map(([id, key]) => [id, String(key)]));
    }
  }
  return values;
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
  if (result.success) {
    const profiles = Object.entries(result.data.profiles ?? {});
    return {
      top: toLayer(result.data),
      profiles: Object.fromEntries(profiles.map(([name, layer]) => [name, toLayer(layer)])),
    };
  }
  const problems = listIssues(result.error).map(({ path, message, isUnknown }) => {
    const said = isUnknown ? suggest(path) : message;
    return path === '' ? said : saySetting('atKey', shownPath(path), said);
  });
  throw new ConfigError(saySetting('invalid', file, problems), {
    code: 'CONFIG_INVALID',
    hint: saySetting('invalidHint'),
  });
}
