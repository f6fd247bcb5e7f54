import type { SandboxOptions } from './types.js';

/** What a sandbox does where its options do not say otherwise. */
export const SANDBOX_DEFAULTS = {
  host: '127.0.0.1',
  mode: 'publickey',
  keySwitch: 'off',
  receiveAfter: 2000,
  readLag: 0,
  reentry: 'invalid-request',
  notifySpeed: 1,
} as const satisfies Partial<SandboxOptions>;
