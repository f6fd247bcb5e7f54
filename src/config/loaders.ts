import { basename, extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { readStrictJson } from '../shared/strict-json.js';
import type { Text } from '../shared/text.js';
import { saySetting } from '../texts/settings.js';
import { part } from './part.js';

/** The name under which cosmiconfig, and a `package.json`, knows this tool. */
export const MODULE_NAME = 'wechatpay';

/** Names of a configuration file in a project, in the order in which they are looked for. */
export const RC_FILES: readonly string[] = ['', '.json', '.yaml', '.yml'].map((end) => `.${MODULE_NAME}rc${end}`);

/** Levels of a document; js-yaml stops there, too. */
const DEPTH = 100;

/** Values of a document: a configuration has a few hundred, even with many profiles. */
const VALUES = 20_000;

/** What a file holds. Wrapped, so that cosmiconfig never sees a key `$import`, which it would follow into other files. */
interface Loaded {
  document: unknown;
}

type Load = (file: string, content: string) => unknown;

type LoadLater = (file: string, content: string) => Promise<unknown>;

const syntaxError = (file: string, problem: Text, line?: number, column?: number): ConfigError =>
  new ConfigError(saySetting('syntax', line === undefined ? file : `${file}:${line}:${column}`, problem), {
    code: 'CONFIG_SYNTAX',
    hint: saySetting('syntaxHint'),
  });

const readJson: Load = (file, content) => {
  const result = readStrictJson(content, { maxDepth: DEPTH });
  if (result.ok) return result.value;
  const { kind, reason, line, column } = result.problem;
  throw syntaxError(file, kind === 'syntax' ? saySetting('json', reason) : reason, line, column);
};

/** js-yaml quotes names of anchors and tags, which may be secrets that begin with `*`, `&` or `!`. */
const withoutQuotes = (reason: string): string => reason.replace(/\s*(?:!?<|").*/s, '');

/** Counts the values in a document; -1 beyond the bounds, where aliases lead in a circle or multiply. */
const countValues = (value: unknown, depth = 0): number => {
  if (depth > DEPTH) return -1;
  let count = 1;
  if (value === null || typeof value !== 'object') return count;
  for (const each of Object.values(value)) {
    const inside = countValues(each, depth + 1);
    if (inside < 0) return -1;
    count += inside;
    if (count > VALUES) return -1;
  }
  return count;
};

/** A number as JavaScript writes it; `NaN` for one that it would round, or that loses a zero in front: it was no number. */
const exactNumber = (text: string): number => (String(Number(text)) === text ? Number(text) : Number.NaN);

const readYaml: LoadLater = async (file, content) => {
  // cosmiconfig's own parser, loaded only where a file is YAML.
  const { DEFAULT_SCHEMA, load, Type } = await import('js-yaml');
  // Serial numbers consist of digits, sometimes with one E among them: unquoted, another number would come of them.
  const numbers = [
    new Type('tag:yaml.org,2002:int', {
      kind: 'scalar',
      resolve: (text: unknown) => typeof text === 'string' && /^[-+]?(?:\d[\d_]*|0[xob][\da-f_]+)$/i.test(text),
      construct: exactNumber,
    }),
    new Type('tag:yaml.org,2002:float', {
      kind: 'scalar',
      resolve: (text: unknown) => typeof text === 'string' && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text),
      construct: (text: string) => (/e/i.test(text) ? Number.NaN : Number(text)),
    }),
  ];
  let document: unknown;
  try {
    document = load(content, { schema: DEFAULT_SCHEMA.extend({ implicit: numbers }) });
  } catch (error) {
    const reason = part(error, 'reason');
    const [line, column] = [part(part(error, 'mark'), 'line'), part(part(error, 'mark'), 'column')];
    const said = saySetting('yaml', typeof reason === 'string' ? withoutQuotes(reason) : undefined);
    throw typeof line === 'number' && typeof column === 'number'
      ? syntaxError(file, said, line + 1, column + 1)
      : syntaxError(file, said);
  }
  if (countValues(document) >= 0) return document;
  throw syntaxError(file, saySetting('tooMany', VALUES, DEPTH));
};

/** JSON is tried first: it needs no further package, and a tab, which YAML refuses, is fine in it. */
const readEither: LoadLater = async (file, content) => {
  if (content.trimStart().startsWith('{')) {
    const json = readStrictJson(content, { maxDepth: DEPTH });
    if (json.ok) return json.value;
    if (json.problem.kind !== 'syntax') return readJson(file, content);
  }
  return readYaml(file, content);
};

/** Refuses a file that would have to be executed to be read. */
const refuseCode: Load = (file) => {
  throw new ConfigError(saySetting('code', file, extname(file)), {
    code: 'CONFIG_NOT_DATA',
    hint: saySetting('codeHint'),
  });
};

type Loader = ReturnType<typeof loader>;

const loader =
  (read: Load | LoadLater) =>
  async (file: string, content: string): Promise<Loaded | Record<string, Loaded> | undefined> => {
    const text = content.replace(/^\uFEFF/, '');
    const isPackage = basename(file, extname(file)) === 'package';
    // Most have nothing for us; not parsing them saves time, and a broken one is not our business.
    if (isPackage && !text.includes(`"${MODULE_NAME}"`)) return {};
    const whole = await read(file, text);
    const document = isPackage ? part(whole, MODULE_NAME) : whole;
    if (document === undefined || document === null) return isPackage ? {} : undefined;
    return isPackage ? { [MODULE_NAME]: { document } } : { document };
  };

const either = loader(readEither);
const code = loader(refuseCode);

/** How each kind of file is read, by its extension: only JSON and YAML; code is refused. */
export const loaders: Readonly<Record<string, Loader>> & Record<'default', Loader> = {
  '.json': loader(readJson),
  '.yaml': loader(readYaml),
  '.yml': loader(readYaml),
  noExt: either,
  default: either,
  '.js': code,
  '.cjs': code,
  '.mjs': code,
  '.jsx': code,
  '.ts': code,
  '.cts': code,
  '.mts': code,
  '.tsx': code,
};

/** How one file is read. */
export function loaderOf(file: string): Loader {
  return loaders[extname(file) || 'noExt'] ?? loaders.default;
}
