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
 * @throws the stream's error when the client leaves before its request is complete
 */
export async function readRequest(message: IncomingMessage): Promise<SandboxRequest> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= BODY_LIMIT) chunks.push(bytes);
    else chunks.length = 0;
  }
  return {
    method: message.method ?? '',
    target: message.url ?? '',
    headers: message.headers,
    rawHeaders: message.rawHeaders,
    body: Buffer.concat(chunks),
    tooLarge: size > BODY_LIMIT,
  };
}
