/** The few styles that wxpay uses. Colour never carries meaning alone. */
export interface Colors {
  bold: (text: string) => string;
  dim: (text: string) => string;
  red: (text: string) => string;
}

/** What decides whether a stream gets colour. */
export interface ColorFacts {
  /** `--no-color` gives false. */
  option: boolean | undefined;
  env: Readonly<Record<string, string | undefined>>;
  isTerminal: boolean;
}

/**
 * Whether to colour: `--no-color`, then `NO_COLOR` (any value but the empty one), then `FORCE_COLOR`, then whether the
 * stream is a terminal that is not dumb.
 * @see https://no-color.org
 */
export function wantsColor({ option, env, isTerminal }: ColorFacts): boolean {
  if (option === false || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}

const asIs = (text: string): string => text;

/** No styles. */
export const PLAIN: Colors = { bold: asIs, dim: asIs, red: asIs };

/** The styles for a stream: chalk's, or none. chalk is loaded only where there is something to colour. */
export async function createColors(enabled: boolean): Promise<Colors> {
  if (!enabled) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  // chalk's own functions join all their arguments: given to `map`, they would print the index, too.
  return { bold: (text) => chalk.bold(text), dim: (text) => chalk.dim(text), red: (text) => chalk.red(text) };
}
