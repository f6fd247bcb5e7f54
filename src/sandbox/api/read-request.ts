import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The longest request body that is kept, in bytes; a longer one is answered with 413. */
export const BODY_LIMIT: number = 1024 * 1024;

/** A request as it came, before anybody interprets it. */
export interface SandboxRequest {
  /** Upper case. */
  method: string;
  /** Path and query byte for byte as on the wire: what the client has signed. Node lets only ASCII through. */
  target: string;
  headers: IncomingHttpHeaders;
  /** Names and values in turn, spelled as they were sent. */
  rawHeaders: readonly string[];
  /** The raw bytes; empty when there were none, or more than `BODY_LIMIT`. */
  body: Buffer;
  /** Whether the body was longer than `BODY_LIMIT`. */
  tooLarge: boolean;
}

/**
 * Reads a request to its end. A body over the limit is read on and thrown away: a client that is cut off while it
 * sends would see a reset instead of the 413.
 * @throws an error when the client leaves before its request is complete
 */
export async function readRequest(message: IncomingMessage): Promise<SandboxRequest> {
  const { method = '', url: target = '', headers, rawHeaders } = message;
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Events, because an iterator costs a tenth of all else that a request takes beside its signature.
  await new Promise<void>((resolve, reject) => {
    message.on('data', (bytes: Uint8Array) => {
      size += bytes.length;
      if (size <= BODY_LIMIT) chunks.push(bytes);
      else chunks.length = 0;
    });
    message.once('end', resolve);
    message.once('error', reject);
    message.once('close', () => {
      // Every message closes in the end, and making an error is not free.
      if (!message.readableEnded) reject(new Error('the client left before its request was complete'));
    });
  });
  return { method, target, headers, rawHeaders, body: Buffer.concat(chunks), tooLarge: size > BODY_LIMIT };
}
