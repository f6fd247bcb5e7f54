import { NetworkError } from '../errors.js';
import { sayResponse } from '../texts/response.js';

/** The text of a body, without a BOM; `undefined` when the bytes are not UTF-8. */
const decodeText = (body: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
};

/** The value of a JSON body; `undefined` when it is not valid JSON. */
export function readJson(body: Buffer): unknown {
  const text = decodeText(body);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/**
 * The value of a body that has to be JSON.
 * @param call `POST https://…/v3/…`, for the message
 * @throws {NetworkError} `INVALID_JSON`: signed, yet of no use
 */
export function requireJson(
  body: Buffer,
  call: string,
  facts: { status: number; requestId: string | undefined },
): unknown {
  const value = readJson(body);
  if (value !== undefined) return value;
  throw new NetworkError(sayResponse('invalidJson', call, body.length), {
    ...facts,
    code: 'INVALID_JSON',
    outcome: 'unknown',
    hint: sayResponse('invalidJsonHint'),
  });
}
