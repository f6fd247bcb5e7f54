import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { CommandNodes } from '../../../src/cli/command-module.js';
import { COMMANDS } from '../../../src/cli/commands.js';
import { TOPICS } from '../../../src/cli/help/topics.js';
import { runCli } from '../../../src/cli/run.js';

const pathsOf = (nodes: CommandNodes): string[][] =>
  Object.entries(nodes).flatMap(([name, { children = {} }]) => [
    [name],
    ...pathsOf(children).map((path) => [name, ...path]),
  ]);

/** The words of every command and group; none for the first page. */
export const COMMAND_PATHS: readonly string[][] = [[], ...pathsOf(COMMANDS)];

/** The words of every page. */
export const PAGES: readonly string[][] = [...COMMAND_PATHS, ...Object.keys(TOPICS).map((name) => [name])];

/** Runs the command line from the sources, in front of a terminal if there are columns. */
export async function runFor(args: readonly string[], columns?: number, env: Readonly<Record<string, string>> = {}) {
  const [stdin, out, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const stdout = columns === undefined ? out : Object.assign(out, { isTTY: true, columns });
  const texts = Promise.all([text(stdout), text(stderr)]);
  const { signal } = new AbortController();
  const world = { env, pid: 1, cwd: '/', home: '/', stdin, stdout, stderr, signal, passSignals: () => () => {} };
  const code = await runCli(args, world);
  stdout.end();
  stderr.end();
  const [printed, told] = await texts;
  return { code, stdout: printed, stderr: told };
}
