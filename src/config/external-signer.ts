import type { KeyObject } from 'node:crypto';
import { dirname } from 'node:path';
import type { Sign } from '../apiv3/credentials.js';
import { SIGN_TIMEOUT_SECONDS } from '../signer/checked-sign.js';
import { createProcessSigner, type ProcessSigner } from '../signer/process-signer.js';
import { certificateMissing } from '../signer/signer-error.js';
import { expand } from './expand.js';
import { resolvePath } from './key-file.js';
import type { Sourced } from './layers.js';
import type { Settings } from './settings.js';
import { describeSource } from './source.js';

/** Whom a signer signs for. */
export interface SignerIdentity {
  mchid: string;
  serial: string;
  /** The public key of the merchant API certificate, if that is known. */
  publicKey: KeyObject | undefined;
}

/** A signer that was configured; the first signature starts its program. */
export interface ExternalSigner {
  signFor: (identity: SignerIdentity) => Sign;
  /** Ends the program, if it was started. */
  close: () => Promise<void>;
}

/**
 * The signer of a configuration. It runs in the folder of the file that names it, else in the working directory:
 * relative paths among its words start there.
 * @param onLine told of every line that it writes to stderr
 * @throws {ConfigError} `UNSET_VARIABLE`
 */
export function openSigner(
  { value, source }: Sourced<readonly string[]>,
  { values, context }: Settings,
  onLine: (line: string) => void,
): ExternalSigner {
  const { cwd, home, env, lookUp } = context;
  const folder = source.kind === 'file' ? dirname(source.file) : cwd;
  const [program = '', ...words] = value.map((word) => expand(word, source, lookUp));
  const file = /[/\\]/.test(program) ? resolvePath(program, folder, home) : program;
  const timeout = values.signerTimeout ?? SIGN_TIMEOUT_SECONDS;
  let running: ProcessSigner | undefined;
  return {
    signFor: ({ publicKey, ...identity }) => {
      if (publicKey === undefined) throw certificateMissing(describeSource(source));
      running = createProcessSigner({
        ...identity,
        publicKey,
        command: [file, ...words],
        name: describeSource(source),
        cwd: folder,
        env,
        timeout,
        onStderr: onLine,
      });
      return running.sign;
    },
    close: async () => running?.close(),
  };
}
