import type { TraceEvent } from '../../http/types.js';

/** What `--verbose` prints of something that happened on the wire. */
export function traceLine(event: TraceEvent): string {
  switch (event.event) {
    case 'attempt':
      return `> attempt ${event.attempt}: ${event.method} ${event.url} · signed with serial ${event.serial}`;
    case 'proxy':
      return `  through the proxy ${event.proxy}`;
    case 'answer':
      return `< ${event.status} in ${event.ms} ms · Request-ID ${event.requestId ?? 'none'} · verified with ${event.signedBy ?? 'nothing'}`;
    case 'failure':
      return `< ${event.message} (${event.ms} ms)`;
    case 'wait':
      return `  waiting ${Math.round(event.ms)} ms`;
  }
}
