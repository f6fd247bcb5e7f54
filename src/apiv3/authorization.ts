import { SIGNATURE_TYPE } from './signature.js';

/** The five parameters of an `Authorization` header. */
export interface Authorization {
  mchid: string;
  /** `nonce_str`. */
  nonce: string;
  /** Base64. */
  signature: string;
  /** Unix time in seconds, as text. */
  timestamp: string;
  /** `serial_no`: serial of the merchant API certificate, upper-case hex. */
  serial: string;
}

const PARAMETERS = {
  mchid: 'mchid',
  nonce_str: 'nonce',
  signature: 'signature',
  timestamp: 'timestamp',
  serial_no: 'serial',
} as const satisfies Record<string, keyof Authorization>;

/**
 * The value of the `Authorization` header, on one line. No part needs escaping: all are digits, hex, base64 or the
 * nonce, which is made of letters and digits.
 */
export function formatAuthorization(authorization: Authorization): string {
  const parameters = Object.entries(PARAMETERS).map(([name, key]) => `${name}="${authorization[key]}"`);
  return `${SIGNATURE_TYPE} ${parameters.join(',')}`;
}

/** Longer than any header of this scheme, whose signature has at most 2732 characters. */
const HEADER_LIMIT = 8192;

/** A comma between two parameters, not one inside a quoted value. */
const COMMA = /,(?=\s*[a-z_]+=")/;

/** What `parseAuthorization` found: the parameters, or what is wrong with the header in one phrase. */
export type ParsedAuthorization = { ok: true; authorization: Authorization } | { ok: false; problem: string };

/** Reads an `Authorization` header as WeChat Pay does: the parameters in any order, blanks around commas allowed. */
export function parseAuthorization(header: string | undefined): ParsedAuthorization {
  if (!header) return { ok: false, problem: 'the Authorization header is missing' };
  if (header.length > HEADER_LIMIT) {
    return { ok: false, problem: `the Authorization header is longer than ${HEADER_LIMIT} characters` };
  }
  const space = header.indexOf(' ');
  const scheme = space < 0 ? header : header.slice(0, space);
  if (scheme !== SIGNATURE_TYPE) {
    return {
      ok: false,
      problem: `the scheme is ${JSON.stringify(scheme.slice(0, 80))}, expected ${SIGNATURE_TYPE}`,
    };
  }
  const found = new Map<string, string>();
  for (const [index, part] of header.slice(scheme.length).split(COMMA).entries()) {
    const match = /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(part);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined) {
      // Not the text: it may be a part of the signature.
      return { ok: false, problem: `cannot read parameter ${index + 1}, expected name="value"` };
    }
    if (found.has(name)) return { ok: false, problem: `${name} is given twice` };
    found.set(name, value);
  }
  const missing = Object.keys(PARAMETERS).filter((name) => !found.get(name));
  if (missing.length > 0) return { ok: false, problem: `${missing.join(', ')} missing` };
  const value = (name: keyof typeof PARAMETERS): string => found.get(name) ?? '';
  return {
    ok: true,
    authorization: {
      mchid: value('mchid'),
      nonce: value('nonce_str'),
      signature: value('signature'),
      timestamp: value('timestamp'),
      serial: value('serial_no'),
    },
  };
}
