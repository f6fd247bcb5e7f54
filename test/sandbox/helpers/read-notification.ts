import { decryptResource } from '../../../src/apiv3/aes-gcm.js';
import { type Verdict, verifyResponse } from '../../../src/apiv3/verify-response.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import type { Notified } from './handler.js';

/** What a merchant makes of a notification with the sandbox's ready configuration. */
export interface Read {
  verdict: Verdict;
  /** As it came, the resource still encrypted. */
  envelope: Record<string, unknown> & {
    id: string;
    resource: { ciphertext: string; nonce: string; associated_data: string };
  };
  content: Record<string, unknown>;
}

/** Verifies and decrypts a notification; throws when it does not decrypt. */
export function readNotification({ headers, body, at }: Notified, { credentials, config }: Sandbox): Read {
  const envelope: Read['envelope'] = JSON.parse(body.toString('utf8'));
  const plain = decryptResource(envelope.resource, Buffer.from(config.apiv3Key));
  return {
    verdict: verifyResponse({ headers, body, keyRing: credentials.keyRing, now: at }),
    envelope,
    content: JSON.parse(plain.toString('utf8')),
  };
}
