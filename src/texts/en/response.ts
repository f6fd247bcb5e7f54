import type { Text } from '../../shared/text.js';

const security = 'merchant platform → Account Center → API Security';

/** Responses that refuse a request, or say nothing of use. */
export const response = {
  error: (call: string, status: number, code: string, said: Text) => `${call}: ${status} ${code}: ${said.en}`,
  other: (call: string, status: number, body: Text) => `${call}: ${status} with ${body.en}`,
  empty: () => 'an empty body',
  notJson: () => 'a body that is not JSON',
  notAnError: () => 'a body that is not an APIv3 error',
  signed: (body: Text) => `${body.en}, though signed`,
  redirected: (call: string, status: number) => `${call} was redirected (${status}); redirects are not followed`,
  redirectedTo: (call: string, status: number, to: string) =>
    `${call} was redirected (${status}) to ${to}; redirects are not followed`,
  redirectHint: () => 'WeChat Pay does not redirect: check baseUrl and the proxy.',
  serialSent: (serial: string) => `Serial sent: ${serial}.`,
  clock: (offset: Text) => `By the Date header, ${offset.en}.`,
  invalidJson: (call: string, bytes: number) => `${call}: the response, ${bytes} signed bytes, is not valid JSON`,
  invalidJsonHint: () => 'Try again; if it stays so, report the Request-ID to WeChat Pay.',
  noCertificates: (path: string) => `GET ${path}: the response holds no certificates`,
  noCertificatesHint: () => 'Read the whole response, and report it to the makers of wxpay.',
  publicKeyMode: () =>
    `This merchant verifies with a WeChat Pay public key and has no platform certificates: download the key (${security} → 微信支付公钥) and put it under \`certs\` by its PUB_KEY_ID.`,
  unknownSigner: () =>
    `Certificates are believed when a configured key has signed the response. Add the key that signed it under \`certs\` (${security}). If none of the configured keys is valid any more, remove them from \`certs\` and download again: trust then rests on the APIv3 key alone.`,
};
