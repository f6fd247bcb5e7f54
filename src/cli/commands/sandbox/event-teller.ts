import type { SandboxEvent } from '../../../sandbox/index.js';
import type { Context } from '../../context.js';
import { eventJson, eventLine } from './event-lines.js';

/** Tells a sandbox's events on stderr as the options ask: a line, NDJSON, or nothing. */
export function eventTeller({
  options,
  output,
  world,
  language,
}: Context): ((event: SandboxEvent) => void) | undefined {
  if (options.quiet) return undefined;
  const line = output === 'table' ? (event: SandboxEvent) => eventLine(event, Date.now(), language) : eventJson;
  return (event) => {
    world.stderr.write(`${line(event)}\n`);
  };
}
