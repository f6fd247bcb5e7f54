import { PROBE_PREFIX } from '../../apiv3/verify-response.js';
import { FORBIDDEN_PARAMETERS, NO_AUTHORITY, RATE_LIMITED, SYSTEMERROR, systemError } from '../api/error-responses.js';
import type { SandboxResponse, SigningChanges, WireResponse } from '../api/response-writer.js';
import type { Delivery } from '../api/send-response.js';
import type { FaultName } from './fault-plan.js';

/** What a fault does to a request and its response. What is left out stays as it is. */
export interface FaultEffect extends SigningChanges {
  /** Whether the request is carried out before the fault is injected. */
  carriesOut: boolean;
  /** Sent in place of the real response. */
  response?: SandboxResponse;
  /** Done after signing. */
  alterWire?: (wire: WireResponse) => WireResponse;
  delivery?: Delivery;
}

const SIGNATURE = 'Wechatpay-Signature';
const SERIAL = 'Wechatpay-Serial';

const alterHeader =
  (name: string, alter: (value: string) => string) =>
  (wire: WireResponse): WireResponse => ({
    ...wire,
    headers: { ...wire.headers, [name]: alter(wire.headers[name] ?? '') },
  });

/** Right in length and alphabet, so that nothing but the verification can tell. */
const flipFirstBit = (signature: string): string => {
  const bytes = Buffer.from(signature, 'base64');
  bytes.writeUInt8(bytes.readUInt8() ^ 0x80);
  return bytes.toString('base64');
};

const otherSerial = (serial: string): string => `${serial.slice(0, -1)}${serial.endsWith('0') ? '1' : '0'}`;

const withoutSignature = (wire: WireResponse): WireResponse => ({
  ...wire,
  headers: Object.fromEntries(Object.entries(wire.headers).filter(([name]) => !name.startsWith('Wechatpay-'))),
});

/** Our responses are JSON objects with at least one field; the result is one too. */
const prependField =
  (json: string) =>
  (body: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`{${json},`), body.subarray(1)]);

/** Clients refuse responses over 1 MiB; this is beyond it by itself. */
const PADDING_BYTES = 1024 * 1024;

const gatewayPage =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';

const fromGateway =
  (status: number, headers: Readonly<Record<string, string>>, page: string) =>
  ({ headers: { Date: date = '' } }: WireResponse): WireResponse => ({
    status,
    headers: { 'Content-Type': 'text/html', Date: date, ...headers },
    body: Buffer.from(page),
  });

/** What each fault does; a fault without an entry does not compile. */
export const FAULT_EFFECTS: Readonly<Record<FaultName, FaultEffect>> = {
  unsigned: { carriesOut: true, alterWire: withoutSignature },
  'bad-signature': { carriesOut: true, alterWire: alterHeader(SIGNATURE, flipFirstBit) },
  probe: { carriesOut: true, alterWire: alterHeader(SIGNATURE, (signature) => `${PROBE_PREFIX}${signature}`) },
  'unknown-serial': { carriesOut: true, alterWire: alterHeader(SERIAL, otherSerial) },
  skewed: { carriesOut: true, clockOffsetSeconds: -600 },
  tampered: {
    carriesOut: true,
    alterWire: (wire) => ({ ...wire, body: prependField('"tampered":true')(wire.body) }),
  },
  '500': { carriesOut: false, response: systemError() },
  '500-after-store': { carriesOut: true, response: systemError() },
  reset: { carriesOut: false, delivery: 'reset' },
  'reset-after-store': { carriesOut: true, delivery: 'reset' },
  timeout: { carriesOut: false, delivery: 'never' },
  'timeout-after-store': { carriesOut: true, delivery: 'never' },
  '429': { carriesOut: false, response: RATE_LIMITED },
  '502-html': { carriesOut: false, alterWire: fromGateway(502, {}, gatewayPage) },
  truncated: { carriesOut: true, delivery: 'truncated' },
  'invalid-json': { carriesOut: true, alterBody: (body) => body.subarray(0, -1) },
  huge: { carriesOut: true, alterBody: prependField(`"padding":"${'x'.repeat(PADDING_BYTES)}"`) },
  redirect: { carriesOut: false, alterWire: fromGateway(302, { Location: '/redirected-by-the-sandbox' }, '') },
  slow: { carriesOut: true, delivery: 'slow' },
  noauth: { carriesOut: false, response: NO_AUTHORITY },
  'param-403': { carriesOut: false, response: FORBIDDEN_PARAMETERS },
  systemerror: { carriesOut: false, response: SYSTEMERROR },
};
