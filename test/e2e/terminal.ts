import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { shellQuote } from '../../src/shared/shell-quote.js';
import { BIN } from './wxpay.js';

/** What is seen, in order, and what is then typed. */
export type Step = readonly [seen: string, typed: string];

/** The keys that a step types. */
export const KEYS = { enter: '\r', clear: '\u0015', ctrlC: '\u0003', ctrlD: '\u0004', yes: 'y', no: 'n' } as const;

/** How a run on a terminal ended, and everything that it showed, without colours. */
export interface TerminalRun {
  code: number | null;
  screen: string;
}

/** A real terminal, by util-linux's `script`: not on other systems, whose `script` is another. */
export const hasTerminal = process.platform === 'linux';

/**
 * Runs the command on a terminal of 100 columns: waits for each text, and then types.
 * @param steps each text is looked for behind the one before
 */
export async function runOnTerminal(
  args: readonly string[],
  steps: readonly Step[],
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<TerminalRun> {
  const call = [process.execPath, BIN, ...args].map(shellQuote).join(' ');
  const child = spawn('script', ['-qec', `stty cols 400 rows 50; ${call}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TERM: 'xterm-256color', ...env },
  });
  let raw = '';
  let from = 0;
  const left = [...steps];
  child.stdout.on('data', (chunk: Buffer) => {
    raw += chunk.toString('utf8');
    const screen = stripVTControlCharacters(raw);
    // Several may have come at once, and nothing more before they are answered.
    for (let [step] = left; step !== undefined; [step] = left) {
      const at = screen.indexOf(step[0], from);
      if (at < 0) return;
      from = at + step[0].length;
      left.shift();
      child.stdin.write(step[1]);
    }
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { code, screen: stripVTControlCharacters(raw).replaceAll('\r', '') };
}
