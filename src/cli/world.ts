import type { Readable, Writable } from 'node:stream';
import type { Environment, Exchange } from '../http/types.js';
import { printableLines } from '../shared/printable.js';
import { inLanguage, type Language, type Text, toText, type Wording } from '../shared/text.js';
import { sayReport } from '../texts/report.js';
import type { DataOut } from './output/data-out.js';

/** Everything outside that a command may touch. Only `main.ts` knows the process. */
export interface World {
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the working directory. */
  cwd: string;
  /** Absolute path of the home directory. */
  home: string;
  pid: number;
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  /** Fires when the user or the system asks the run to stop; its reason is a `Stopped`. */
  signal: AbortSignal;
  /** Clocks, chance and waiting of the calls; what is absent is real. */
  runtime?: Partial<Environment>;
  /** Carries the attempts of calls in the place of HTTP. */
  exchange?: Exchange;
  /** Whether what is written to stdout is thrown away: `/dev/null`, as which Node reopens a stdout that is closed. */
  discardsStdout?: () => boolean;
  /**
   * Hands every signal that would end the run, as often as it comes, to a receiver instead.
   * @returns ends that
   */
  passSignals: (receive: (signal: NodeJS.Signals) => void) => () => void;
}

/** How a run speaks: data to stdout, everything else to stderr. */
export interface Io {
  /** Writes data, as is. */
  data: (text: string | Uint8Array) => void;
  /** Tells a person what goes on; silent with `--quiet` and in JSON modes. */
  note: (line: Wording) => void;
  /** Warns; with JSON output only once the command has succeeded, so that stderr of a failure is one JSON object. */
  warn: (line: Wording) => void;
  /** Warns of what must not be missed: with `--quiet`, too. */
  insist: (line: Wording) => void;
  /** Traces; only with `--verbose`. */
  trace: (line: Wording) => void;
  /** Writes the warnings that were held back. */
  flush: () => void;
  /** Resolves when all data is written; with the error, if some was not. */
  written: () => Promise<Error | undefined>;
}

/** What decides how much is said. */
export interface Verbosity {
  quiet: boolean;
  verbose: boolean;
  /** Whether output is for programs; asked each time, because the configuration file may say so. */
  machine: () => boolean;
  /** The language to speak; asked each time, likewise. */
  language: () => Language;
}

/** Binds the streams to how loud a run is to be. */
export function createIo(
  out: DataOut,
  world: Pick<World, 'stderr'>,
  { quiet, verbose, machine, language }: Verbosity,
): Io {
  const held = new Map<string, Text>();
  const say = (line: Wording) => {
    world.stderr.write(`${printableLines(inLanguage(line, language()))}\n`);
  };
  const warn = (line: Wording) => {
    const warning = sayReport('warning', toText(line));
    if (machine()) held.set(warning.en, warning);
    else say(warning);
  };
  return {
    data: (text) => {
      out.write(text);
    },
    note: (line) => {
      if (!quiet && !machine()) say(line);
    },
    warn: (line) => {
      if (!quiet) warn(line);
    },
    insist: warn,
    trace: (line) => {
      if (verbose) say(line);
    },
    flush: () => {
      for (const warning of held.values()) say(warning);
      held.clear();
    },
    written: out.written,
  };
}
