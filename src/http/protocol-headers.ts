/**
 * Headers that no caller sets, in lower case: the signature's own; what says how long a message is and where it ends,
 * with which a body could be cut or a second request be smuggled into the connection; and the host that is asked.
 */
export const PROTOCOL_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'wechatpay-serial',
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);

/** The headers that a caller may add. */
export function withoutProtocolHeaders(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !PROTOCOL_HEADERS.has(name.toLowerCase())));
}
