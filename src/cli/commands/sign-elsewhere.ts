import { verifyMessage } from '../../apiv3/signature.js';
import { UsageError } from '../../errors.js';
import { messageOf } from '../../http/sign-request.js';
import type { CallRequest, Environment, Stamp } from '../../http/types.js';
import { toPrintableJson } from '../../shared/printable.js';
import { shellQuote } from '../../shared/shell-quote.js';
import { sayElsewhere } from '../../texts/sign-elsewhere.js';
import type { Context } from '../context.js';
import { invalidValue } from '../options/invalid-value.js';
import { ownFieldLines } from '../output/object.js';
import type { SessionNeeds } from '../session.js';

/** The options of a request whose signature is made on another machine. */
export interface ElsewhereOptions {
  message?: true | undefined;
  /** Seconds since 1970. */
  timestamp?: number | undefined;
  nonce?: string | undefined;
  /** Base64. */
  signature?: string | undefined;
}

/** How a request is signed. */
export interface Signing {
  /** Whether the message is only shown. */
  isShown: boolean;
  facts: Pick<CallRequest, 'stamp' | 'retries'>;
  needs: SessionNeeds;
}

/** Reads a time in seconds since 1970. */
export function parseTimestamp(text: string): number {
  if (/^\d{10}$/.test(text)) return Number(text);
  throw invalidValue(sayElsewhere('timestamp'));
}

/** Reads a nonce. */
export function parseNonce(text: string): string {
  if (/^[0-9A-Za-z]{1,32}$/.test(text)) return text;
  throw invalidValue(sayElsewhere('nonce'));
}

const stampOf = ({ timestamp, nonce }: ElsewhereOptions): Stamp | undefined =>
  timestamp === undefined || nonce === undefined ? undefined : { timestamp, nonce };

const given = (signature: string): NonNullable<SessionNeeds['signFor']> => {
  return ({ publicKey }) =>
    async (message) => {
      if (publicKey !== undefined && !verifyMessage(message, signature, publicKey)) {
        throw new UsageError(sayElsewhere('wrong'), { code: 'BAD_SIGNATURE', hint: sayElsewhere('wrongHint') });
      }
      return signature;
    };
};

/**
 * Decides who signs: the configuration, or whoever has made `--signature`.
 * @throws {UsageError} `CONFLICTING_OPTIONS`
 */
export function chooseSigning(context: Context, options: ElsewhereOptions): Signing {
  const { message, signature, timestamp, nonce } = options;
  const stamp = stampOf(options);
  const conflict = (name: 'both' | 'pair' | 'needsStamp'): UsageError =>
    new UsageError(sayElsewhere(name), { code: 'CONFLICTING_OPTIONS', hint: sayElsewhere('order') });
  if (message && signature !== undefined) throw conflict('both');
  if (stamp === undefined && (timestamp !== undefined || nonce !== undefined)) throw conflict('pair');
  if (signature !== undefined && stamp === undefined) throw conflict('needsStamp');
  if (message) {
    context.sendsNothing = true;
    // Nothing is signed, so that no private key need be there.
    return { isShown: true, facts: { stamp }, needs: { certs: false, sends: false, signFor: given('') } };
  }
  if (signature === undefined) return { isShown: false, facts: { stamp }, needs: { certs: true } };
  // Another attempt would need another signature.
  return { isShown: false, facts: { stamp, retries: 0 }, needs: { certs: true, signFor: given(signature.trim()) } };
}

/** Prints the message that a signature covers, byte for byte, and tells the call that sends with it. */
export function printMessage(
  request: CallRequest,
  { context, environment }: { context: Context; environment: Pick<Environment, 'now' | 'nonce'> },
): void {
  const stamp = request.stamp ?? { timestamp: Math.floor(environment.now() / 1000), nonce: environment.nonce() };
  const message = messageOf(request, stamp);
  const shown = { ...stamp, message: message.toString('utf8') };
  const words = context.argv.filter((word) => word !== '--message');
  const isStamped = request.stamp !== undefined;
  const stamped = isStamped ? words : [...words, '--timestamp', String(stamp.timestamp), '--nonce', stamp.nonce];
  context.io.note(sayElsewhere('next', `wxpay ${stamped.map(shellQuote).join(' ')} --signature "$SIGNATURE"`));
  const field = ownFieldLines([shown], context);
  if (field !== undefined) context.io.data(field);
  else if (context.output === 'table') context.io.data(message);
  else context.io.data(`${toPrintableJson(shown)}\n`);
}
