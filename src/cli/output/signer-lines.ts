import { printable } from '../../shared/printable.js';
import { saySigner } from '../../texts/signer.js';
import type { Context } from '../context.js';

/** How many lines of a signer are told; a run may ask it a million times. */
const LIMIT = 1000;

/**
 * Passes on what a signer writes to stderr, line by line and marked as its own. With JSON output that is held back like
 * warnings, so that stderr of a failure is one JSON object.
 */
export function signerLines(context: Context): (line: string) => void {
  let count = 0;
  return (line) => {
    count += 1;
    if (count > LIMIT + 1) return;
    const tell = context.output === 'table' ? context.io.note : context.io.warn;
    tell(count > LIMIT ? saySigner('furtherLines', LIMIT) : `signer: ${printable(line, 500)}`);
  };
}
