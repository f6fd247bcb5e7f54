/** Requests whose signature is made on another machine. */
export const signElsewhere = {
  timestamp: () => 'expected seconds since 1970, ten digits',
  nonce: () => 'expected 1 to 32 letters and digits',
  both: () => '--message and --signature do not go together',
  pair: () => '--timestamp and --nonce go together',
  needsStamp: () => '--signature needs the --timestamp and --nonce that were signed',
  order: () => 'First print the message with --message: it tells the call to send with. Then sign it, and send.',
  wrong: () => 'the signature does not verify over the message of this request',
  wrongHint: () =>
    'Nothing was sent. Sign exactly what --message prints, with the private key of the configured merchant API certificate, and send it with the same data, --timestamp and --nonce.',
  next: (command: string) =>
    `sign this with SHA256 and RSA PKCS#1 v1.5, as base64 on one line; it is good for five minutes. Then send:\n${command}`,
};
