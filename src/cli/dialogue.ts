import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { UsageError, WechatPayError } from '../errors.js';
import { inLanguage, joinWordings, type Wording } from '../shared/text.js';
import { sayInit } from '../texts/config-init.js';
import type { Context } from './context.js';

/** The person has left a question with Ctrl-C. */
export class Cancelled extends Error {}

/** A question that is answered by a line of text. */
interface Question<T> {
  message: Wording;
  /** Stands in the line to begin with. */
  proposed?: string | undefined;
  /** Makes the answer of the text; throws an error of wxpay's own for what is none, which is told below the line. */
  read: (typed: string) => T;
}

/** How a person is spoken to. Each function rejects with `Cancelled` for Ctrl-C, or with the reason of the run's signal. */
export interface Dialogue {
  ask: <T>(question: Question<T>) => Promise<T>;
  /** The same where no answer is one, too. */
  askIfAny: <T>(question: Question<T>) => Promise<T | undefined>;
  confirm: (message: Wording) => Promise<boolean>;
  /** Tells what was found. */
  tell: (message: Wording) => void;
  /** A box of text. */
  explain: (title: Wording, text: Wording) => void;
}

/** Reads an answer that has to pass a check. */
export function readIf(problemOf: (typed: string) => Wording | undefined): (typed: string) => string {
  return (typed) => {
    const problem = problemOf(typed);
    if (problem !== undefined) throw new UsageError(problem, { code: 'INVALID_ARGUMENT' });
    return typed;
  };
}

/** clack answers with a symbol for Ctrl-C. */
const isAnswer = <T>(answer: T): answer is Exclude<T, symbol> => typeof answer !== 'symbol';

/** clack hides it while it asks. */
const SHOW_CURSOR = '\u001b[?25h';

/** Without the quotes that a terminal puts around a file that is dropped on it. */
const plain = (typed: string | undefined): string => (typed ?? '').trim().replace(/^(['"])(.*)\1$/, '$2');

/** Opens a dialogue on the terminal. Questions go to stderr, so that stdout stays data. */
export async function openDialogue({ world, language }: Pick<Context, 'world' | 'language'>): Promise<Dialogue> {
  const clack = await import('@clack/prompts');
  const common = { input: world.stdin, output: world.stderr, signal: world.signal };
  const say = (wording: Wording) => inLanguage(wording, language);
  /** Ctrl-D in an empty line ends the reading, and clack never answers: then nothing more will come. */
  const untilEnd = async (answered: AbortSignal): Promise<never> => {
    await once(world.stdin, 'pause', { signal: answered });
    // An answer ends the reading, too.
    await setImmediate();
    answered.throwIfAborted();
    world.stderr.write(`${SHOW_CURSOR}\n`);
    throw new Cancelled('ended');
  };
  const unlessEnded = async <T>(answer: Promise<T>): Promise<T> => {
    const answered = new AbortController();
    const end = untilEnd(answered.signal);
    try {
      return await Promise.race([answer, end]);
    } finally {
      answered.abort();
      end.catch(() => {});
    }
  };
  const requireAnswer = <T>(answer: T): Exclude<T, symbol> => {
    world.signal.throwIfAborted();
    if (isAnswer(answer)) return answer;
    throw new Cancelled('cancelled');
  };
  const problemOf = (read: (typed: string) => unknown, typed: string): string | undefined => {
    try {
      read(typed);
      return undefined;
    } catch (error) {
      if (!(error instanceof WechatPayError)) throw error;
      const { message, hint } = error.texts;
      return say(joinWordings([message, hint], '\n'));
    }
  };
  const line = async (
    { message, proposed }: Question<unknown>,
    validate: (typed: string) => string | undefined,
  ): Promise<string> => {
    const initial = proposed === undefined ? {} : { initialValue: proposed };
    const check = (typed: string | undefined) => validate(plain(typed));
    return plain(
      requireAnswer(await unlessEnded(clack.text({ ...common, ...initial, message: say(message), validate: check }))),
    );
  };
  return {
    ask: async (question) => {
      const { read } = question;
      const typed = await line(question, (each) => (each === '' ? say(sayInit('required')) : problemOf(read, each)));
      return read(typed);
    },
    askIfAny: async (question) => {
      const { read } = question;
      const typed = await line(question, (each) => (each === '' ? undefined : problemOf(read, each)));
      return typed === '' ? undefined : read(typed);
    },
    confirm: async (message) => {
      const words = { active: say(sayInit('yes')), inactive: say(sayInit('no')) };
      return requireAnswer(await unlessEnded(clack.confirm({ ...common, ...words, message: say(message) })));
    },
    tell: (message) => clack.log.success(say(message), common),
    explain: (title, text) => clack.note(say(text), say(title), common),
  };
}
