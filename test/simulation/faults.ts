/** Written into everything that no valid signature covers, and that nobody may show. */
export const UNVERIFIED = 'UNVERIFIED-CONTENT';

/**
 * All that may befall one attempt, by where it strikes. `before` and `after` say whether the request was carried out.
 */
export const FAULTS = [
  // Nothing of the request leaves.
  'connection-refused',
  'lookup-failed',
  'connect-timeout',
  // The request leaves, and no response comes.
  'cut-before',
  'cut-after',
  'timeout-before',
  'timeout-after',
  'stored-late',
  'switched-protocols',
  // Somebody in between responds.
  'html-403-before',
  'html-403-after',
  'html-502-before',
  'html-502-after',
  'stored-late-502',
  'empty-404-after',
  'redirect-after',
  // WeChat Pay responds, and not with the order.
  'system-error-before',
  'system-error-after',
  'unsigned-system-error-after',
  'rate-limited',
  'signed-refusal',
  'unsigned-refusal',
  'unauthorized',
  // The response is changed on its way.
  'status-changed',
  'replayed',
  'left-over',
  'truncated',
  'forged',
  'forged-serial',
  'tampered',
  'stale',
  'not-json',
  'no-order',
  'probe',
  'unsigned-success',
] as const;

/** One of them. */
export type Fault = (typeof FAULTS)[number];
