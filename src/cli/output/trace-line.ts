import type { TraceEvent } from '../../http/types.js';
import type { Text } from '../../shared/text.js';
import { sayRun } from '../../texts/run.js';

/** What `--verbose` prints of something that happened on the wire. */
export function traceLine(event: TraceEvent): Text {
  switch (event.event) {
    case 'attempt':
      return sayRun('attempt', event.attempt, `${event.method} ${event.url}`, event.serial);
    case 'proxy':
      return sayRun('proxy', event.proxy);
    case 'answer':
      return sayRun('response', event.status, event.ms, event.requestId, event.signedBy);
    case 'failure':
      return sayRun('failure', event.message, event.ms);
    case 'wait':
      return sayRun('wait', Math.round(event.ms));
  }
}
