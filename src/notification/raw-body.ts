import type { IncomingMessage } from 'node:http';
import type { HeaderSource } from '../apiv3/verify-response.js';
import { NetworkError, UsageError, WechatPayError } from '../errors.js';
import { sayNotification } from '../texts/notification.js';

/** The longest body that is read, in bytes. A notification has about one thousand. */
const BODY_LIMIT = 1024 * 1024;

/** A notification as it came. */
export interface RawNotification {
  headers: HeaderSource;
  /** The body's bytes as received: not parsed, not decoded. */
  body: Uint8Array;
}

/** A request in any of the forms that frameworks have: Node's, Fetch's, or its headers and raw bytes. */
export type NotificationRequest = IncomingMessage | Request | { headers: HeaderSource; body: Uint8Array | ArrayBuffer };

const tooLarge = (): NetworkError =>
  new NetworkError(sayNotification('tooLarge', BODY_LIMIT), {
    code: 'NOTIFICATION_TOO_LARGE',
    outcome: 'unknown',
    hint: sayNotification('tooLargeHint'),
  });

/** The error for a notification whose bytes are not there as they came. */
export const notRaw = (): UsageError =>
  new UsageError(sayNotification('notRaw'), {
    code: 'BODY_NOT_RAW',
    hint: sayNotification('notRawHint'),
  });

const collect = async (chunks: AsyncIterable<Uint8Array | string>): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > BODY_LIMIT) throw tooLarge();
      parts.push(bytes);
    }
  } catch (cause) {
    if (cause instanceof WechatPayError) throw cause;
    throw new NetworkError(sayNotification('incomplete'), {
      code: 'NOTIFICATION_INCOMPLETE',
      outcome: 'unknown',
      hint: sayNotification('incompleteHint'),
      cause,
    });
  }
  return Buffer.concat(parts);
};

const limited = (body: Uint8Array): Uint8Array => {
  if (body.length > BODY_LIMIT) throw tooLarge();
  return body;
};

/**
 * The headers and raw bytes of a request. A request that a body parser has left as bytes (`express.raw`) is taken as
 * it is.
 * @throws {UsageError} `BODY_NOT_RAW` when the bytes were read by somebody else, or parsed
 * @throws {NetworkError} `NOTIFICATION_TOO_LARGE` above 1 MiB, `NOTIFICATION_INCOMPLETE` when the sender leaves
 */
export async function readRaw(request: NotificationRequest): Promise<RawNotification> {
  // What a caller in plain JavaScript passes may be anything.
  if (typeof request?.headers !== 'object' || request.headers === null) throw notRaw();
  const { headers } = request;
  const body: unknown = 'body' in request ? request.body : undefined;
  if (body instanceof Uint8Array) return { headers, body: limited(body) };
  if (body instanceof ArrayBuffer) return { headers, body: limited(new Uint8Array(body)) };
  if ('bodyUsed' in request) {
    if (request.bodyUsed) throw notRaw();
    return { headers, body: request.body === null ? Buffer.alloc(0) : await collect(request.body) };
  }
  if ('readableDidRead' in request && !request.readableDidRead) {
    // Destroying the request would end the connection, and nothing could be answered on it.
    return { headers, body: await collect(request.iterator({ destroyOnReturn: false })) };
  }
  throw notRaw();
}
