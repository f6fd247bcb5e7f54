import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/**
 * A stream to an open regular file that writes all of what it is given, or fails. Node's own stream for a redirected
 * stdout writes with one call and ignores that the system took less, as it does when the disk becomes full: what is cut
 * off would look written.
 */
export function createFileOutput(fd: number): Writable {
  return new Writable({
    decodeStrings: true,
    write: (chunk: Uint8Array, _, done) => {
      try {
        for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}
