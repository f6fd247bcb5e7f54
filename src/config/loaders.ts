import { basename, extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { findJsonProblem } from './json-syntax.js';
import { part } from './part.js';

/** The name under which cosmiconfig, and a `package.json`, knows this tool. */
export const MODULE_NAME = 'wechatpay';

/** What a file holds. Wrapped, so that cosmiconfig never sees a key `$import`, which it would follow into other files. */
interface Loaded {
  document: unknown;
}

type Load = (file: string, content: string) => unknown;

type LoadLater = (file: string, content: string) => Promise<unknown>;

const syntaxError = (file: string, reason: string, line?: number, column?: number): ConfigError =>
  new ConfigError(`${file}${line === undefined ? '' : `:${line}:${column}`}: ${reason}`, {
    code: 'CONFIG_SYNTAX',
    hint: 'Correct that line. Text with blanks or special characters goes between quotes; a PEM goes in a file of its own.',
  });

const readJson: Load = (file, content) => {
  try {
    return JSON.parse(content);
  } catch {
    // The error is dropped, not kept as cause: it quotes the file, and what it quotes may be a key.
    const { offset, reason } = findJsonProblem(content) ?? { offset: 0, reason: 'nested too deeply' };
    const before = content.slice(0, offset).split('\n');
    throw syntaxError(file, `not valid JSON: ${reason}`, before.length, (before.at(-1) ?? '').length + 1);
  }
};

/** js-yaml quotes names of anchors and tags, which may be secrets that begin with `*`, `&` or `!`. */
const withoutQuotes = (reason: string): string => reason.replace(/\s*(?:!?<|").*/s, '');

const readYaml: LoadLater = async (file, content) => {
  // cosmiconfig's own parser, loaded only where a file is YAML.
  const { load } = await import('js-yaml');
  try {
    return load(content);
  } catch (error) {
    const reason = part(error, 'reason');
    const [line, column] = [part(part(error, 'mark'), 'line'), part(part(error, 'mark'), 'column')];
    const said = `not valid YAML: ${typeof reason === 'string' ? withoutQuotes(reason) : 'it cannot be read'}`;
    throw typeof line === 'number' && typeof column === 'number'
      ? syntaxError(file, said, line + 1, column + 1)
      : syntaxError(file, said);
  }
};

/** JSON is tried first: it needs no further package, and a tab, which YAML refuses, is fine in it. */
const readEither: LoadLater = async (file, content) => {
  if (content.trimStart().startsWith('{')) {
    try {
      return JSON.parse(content);
    } catch {
      return readYaml(file, content);
    }
  }
  return readYaml(file, content);
};

/** Refuses a file that would have to be executed to be read. */
const refuseCode: Load = (file) => {
  throw new ConfigError(`${file}: a configuration file is data and never executed; found ${extname(file)}`, {
    code: 'CONFIG_NOT_DATA',
    hint: `Write it as YAML or JSON: .wechatpayrc.yaml, .wechatpayrc.json. Values from the environment are written \${NAME}.`,
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
