import type { TraceEvent } from '../../http/types.js';
import { type Text, toText, type Wording } from '../../shared/text.js';
import { sayWait } from '../../texts/wait.js';

/** Tells a person why a call takes long. */
export interface WaitReporter {
  /** Told of everything that happens on the wire. */
  onTrace: (event: TraceEvent) => void;
  /** Ends the telling. */
  stop: () => void;
}

/** A call that is answered within this time, in milliseconds, is not spoken of. */
const PATIENCE_MS = 2000;

/** How long, in milliseconds, nothing more is said after a line. */
const PAUSE_MS = 5000;

/**
 * Says after 2 s, and then every 5 s, that a call still waits and for which host, and before every retry why it is made.
 * @param say where lines go
 * @param monotonic milliseconds that never go back
 */
export function createWaitReporter(
  say: (line: Text) => void,
  monotonic = (): number => performance.now(),
): WaitReporter {
  let timer: NodeJS.Timeout | undefined;
  let since: number | undefined;
  let problem: Wording = '';
  const clear = () => clearTimeout(timer);
  const wait = (host: string, ms: number) => {
    clear();
    timer = setTimeout(() => {
      say(sayWait('still', host, Math.round((monotonic() - (since ?? monotonic())) / 1000)));
      wait(host, PAUSE_MS);
    }, ms);
    // It must not keep the process alive.
    timer.unref();
  };
  return {
    onTrace: (event) => {
      switch (event.event) {
        case 'attempt':
          since ??= monotonic();
          wait(new URL(event.url).host, PATIENCE_MS);
          break;
        case 'answer':
          clear();
          since = undefined;
          break;
        case 'failure':
          clear();
          problem = event.message;
          break;
        case 'wait':
          say(sayWait('retry', event.attempt, event.of, toText(problem)));
          break;
      }
    },
    stop: clear,
  };
}
