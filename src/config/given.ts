import type { Validity } from '../apiv3/key-ring.js';
import type { KeyName } from '../apiv3/keys.js';
import type { KeyMaterial } from '../apiv3/material.js';
import type { CodeOf } from '../error-codes.js';
import { ConfigError } from '../errors.js';
import type { Text } from '../shared/text.js';

/** A text as it was given, and what to call it in messages: an option, a variable, a key of a file. */
export interface GivenText {
  value: string;
  name: string;
}

/** Key material as it was given, and what to call it in messages. */
export interface GivenKey {
  material: KeyMaterial;
  name: Exclude<KeyName, string>;
}

/** One entry of `certs`. */
export interface GivenCert extends GivenKey {
  id: GivenText;
}

/** A certificate among the keys, for warnings about its dates. */
export interface DatedCertificate {
  name: string;
  validity: Validity;
}

/** The error for keys that cannot be used. */
export const keyError = (message: Text, code: CodeOf<'config'>, hint: Text): ConfigError =>
  new ConfigError(message, { code, hint });
