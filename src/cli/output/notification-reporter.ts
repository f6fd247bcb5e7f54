import { WechatPayError } from '../../errors.js';
import { INSURANCE_EVENT } from '../../notification/event.js';
import type { Received } from '../../notification/receiver.js';
import { reasonOf } from '../../shared/message-of.js';
import { printable, printableLines, toPrintableJson } from '../../shared/printable.js';
import { systemCode } from '../../shared/system-code.js';
import { inLanguage, joinWordings, verbatim, type Wording } from '../../shared/text.js';
import { sayNotify } from '../../texts/notify.js';
import { sayReport } from '../../texts/report.js';
import { sayRun } from '../../texts/run.js';
import { type Context, stdoutColors } from '../context.js';
import { clockTime } from './clock-time.js';
import { lostOutput } from './data-out.js';
import { describeError } from './hints.js';
import { notificationText } from './notification.js';

/** Tells of what a receiver does, while it runs. */
export interface EventReporter {
  /** Prints a notification to stdout; rejects when it cannot be written, so that it is not answered as taken. */
  received: (received: Received) => Promise<void>;
  /** Tells on stderr what went wrong, and what was answered; in JSON modes as one object a line. */
  problem: (error: unknown, status: number) => void;
  /** Tells on stderr of a request that was not a notification for this receiver; not with `--quiet`. */
  misdirected: (request: { method: string; target: string }, status: number) => void;
  /** Says something on stderr, in JSON modes too; not with `--quiet`. */
  say: (line: Wording) => void;
  /** Rejects when stdout cannot be written any more. */
  closed: Promise<never>;
}

const NOT_TAKEN = sayNotify('notTaken');
const READER_GONE = joinWordings([sayNotify('readerGone'), NOT_TAKEN], { zh: '', en: ' ' });

/** A repeat says so: in JSON by a last member, which WeChat Pay does not send. */
const marked = (received: Received): Received =>
  received.repeat ? { ...received, text: received.text.replace(/\}\s*$/, ',"repeat":true}') } : received;

/** Binds telling to the streams and the format of a run. */
export function createEventReporter(context: Context): EventReporter {
  const { io, options, world } = context;
  let end: (error: Error) => void = () => {};
  const closed = new Promise<never>((_, reject) => {
    end = reject;
  });
  // The caller may not await it yet.
  closed.catch(() => {});
  const isTable = () => context.output === 'table' && options.field === undefined;
  const write = async (text: string): Promise<void> => {
    io.data(text);
    const error = await io.written();
    // Here a reader that went away is a failure, too: there is more to come.
    if (error === undefined) return;
    const lost = lostOutput(error, systemCode(error) === 'EPIPE' ? READER_GONE : NOT_TAKEN);
    // Node closes a stream that has failed once.
    end(lost);
    throw lost;
  };
  return {
    closed,
    received: async (received) => {
      const { event, status, repeat } = received;
      const text = await notificationText(marked(received), context, 0);
      if (!isTable()) {
        await write(text);
        return;
      }
      const { bold } = await stdoutColors(context);
      const what = event.event_type === INSURANCE_EVENT ? '' : ` · ${event.event_type}`;
      const marks = [sayNotify('answered', status), ...(repeat ? [sayNotify('repeat')] : [])];
      const head = [`${event.id}${what}`, ...marks.map((mark) => mark[context.language])].join(' · ');
      await write(`${bold(printable(head))}\n${text}\n`);
    },
    problem: (error, status) => {
      const { language } = context;
      const message = reasonOf(error)[language];
      const known =
        error instanceof WechatPayError
          ? describeError(error, language)
          : { type: 'internal', code: 'INTERNAL', message };
      if (context.output !== 'table') {
        world.stderr.write(`${toPrintableJson({ error: { ...known, answered: status } })}\n`);
        return;
      }
      const said = sayRun('refused', status, verbatim(printable(known.message, 2000)));
      world.stderr.write(`${said[language]}\n`);
      if (!('hint' in known) || known.hint === undefined) return;
      const hint = printableLines(known.hint).replaceAll('\n', '\n    ');
      world.stderr.write(`  ${sayReport('hint')[language]}${hint}\n`);
    },
    misdirected: ({ method, target }, status) => {
      if (options.quiet) return;
      const at = new Date().toISOString();
      const line =
        context.output === 'table'
          ? sayNotify('notForListener', clockTime(at), printable(method, 32), printable(target, 200), status)
          : toPrintableJson({ at, method, target: target.slice(0, 2000), answered: status });
      world.stderr.write(`${inLanguage(line, context.language)}\n`);
    },
    say: (line) => {
      if (!options.quiet) world.stderr.write(`${printableLines(inLanguage(line, context.language))}\n`);
    },
  };
}
