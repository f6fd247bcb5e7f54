import type { KeyObject } from 'node:crypto';
import { responseMessage } from '../../apiv3/message.js';
import { isPublicKeyId } from '../../apiv3/serial.js';
import { SIGNATURE_TYPE, signMessage } from '../../apiv3/signature.js';
import type { Text } from '../../shared/text.js';

/** What the sandbox has to say, before it is bytes. */
export interface SandboxResponse {
  status: number;
  /** Sent as JSON. */
  body: unknown;
  /** On errors: the decimal code that the `Request-ID` ends in. */
  errorCode?: number;
  headers?: Readonly<Record<string, string>>;
  /** Why a request is refused, in a few words for the log; not sent. */
  reason?: Text;
}

/** A response as it goes on the wire. Names of headers are spelled as WeChat Pay spells them: some clients look exactly. */
export interface WireResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** A key pair of the sandbox's WeChat Pay. */
export interface Signer {
  /** Public key id or serial of the platform certificate: what `Wechatpay-Serial` says. */
  id: string;
  privateKey: KeyObject;
}

/** What a fault changes about a signed response; the signature fits the changed response. */
export interface SigningChanges {
  alterBody?: ((body: Buffer) => Buffer) | undefined;
  /** Added to the time that is signed. */
  clockOffsetSeconds?: number | undefined;
}

/** Makes responses into bytes. */
export interface ResponseWriter {
  /** Without the five headers of a signature, as a 401 is. */
  unsigned(response: SandboxResponse): WireResponse;
  /** Signed with the key that `wantedSerial` (the request's `Wechatpay-Serial`) names, else with the mode's own. */
  signed(response: SandboxResponse, wantedSerial: string | undefined, changes?: SigningChanges): Promise<WireResponse>;
}

/** What a response writer needs. */
export interface ResponseWriterOptions {
  /** All keys that can be asked for; the first signs for clients that ask for none of them. */
  signers: readonly [Signer, ...Signer[]];
  /** Milliseconds since 1970. */
  now: () => number;
  random: (size: number) => Buffer;
}

/**
 * Signs as WeChat Pay does: timestamp, nonce and the raw body, with the headers of the documents. The `Date` header
 * follows the injected clock, so that a client that measures its own clock against it can be tested.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249 (验证签名)
 */
export function createResponseWriter({ signers, now, random }: ResponseWriterOptions): ResponseWriter {
  const chooseSigner = (wanted: string | undefined): Signer => {
    const id = wanted?.trim() ?? '';
    const asWritten = isPublicKeyId(id) ? id : id.toUpperCase();
    return signers.find((signer) => signer.id === asWritten) ?? signers[0];
  };

  const unsigned = ({ status, body, errorCode = 0, headers }: SandboxResponse): WireResponse => ({
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      Date: new Date(now()).toUTCString(),
      'Request-ID': `${random(20).toString('hex').toUpperCase()}-${errorCode}`,
      ...headers,
    },
    body: Buffer.from(JSON.stringify(body)),
  });

  return {
    unsigned,
    signed: async (response, wantedSerial, { alterBody, clockOffsetSeconds = 0 } = {}) => {
      const wire = unsigned(response);
      const body = alterBody ? alterBody(wire.body) : wire.body;
      const timestamp = Math.floor(now() / 1000) + clockOffsetSeconds;
      const nonce = random(16).toString('hex').toUpperCase();
      const signer = chooseSigner(wantedSerial);
      return {
        status: wire.status,
        headers: {
          ...wire.headers,
          'Wechatpay-Timestamp': String(timestamp),
          'Wechatpay-Nonce': nonce,
          'Wechatpay-Signature': await signMessage(responseMessage({ timestamp, nonce, body }), signer.privateKey),
          'Wechatpay-Serial': signer.id,
          'Wechatpay-Signature-Type': SIGNATURE_TYPE,
        },
        body,
      };
    },
  };
}
