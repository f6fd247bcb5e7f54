import type { Text } from '../../shared/text.js';

import { inLanguage, type Wording } from '../../shared/text.js';

/** Signing by a program or a function outside of wxpay. */
export const signer = {
  noProgram: () => 'no such program is installed, or it is not on PATH',
  notStarted: (program: string, reason: Wording) =>
    `the signer ${program} cannot be started: ${inLanguage(reason, 'en')}`,
  notStartedHint: () =>
    'Give a program and its arguments, one text each; it is started without a shell. Nothing was sent.',
  ended: (how: string | number, lastLine: string) =>
    `the signer ended (${typeof how === 'number' ? `exit code ${how}` : how})${lastLine === '' ? '' : `; the last line of its stderr: ${lastLine}`}`,
  endedHint: () =>
    'A signer answers one line after the other until its stdin ends. Start it by hand and read what it says.',
  closed: () => 'the signer was closed',
  timeout: (seconds: number) =>
    `the signer gave no signature within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
  timeoutHint: () =>
    'It must write each response at once, ended by a line feed; many languages keep output back when it goes to a pipe.',
  unasked: () => 'the signer wrote a line to stdout that nobody asked for',
  tooLong: (limit: number) => `the signer wrote a line of more than ${limit} characters to stdout`,
  notJson: (problem: Text) => `the signer wrote a line to stdout that is not valid JSON: ${problem.en}`,
  neither: () => 'expected {"signature": "<base64>"} or {"error": "…"} from the signer, found other JSON',
  noText: () => 'expected a signature in base64 as a string',
  badResponseHint: () => 'Only responses may go to stdout, one line each; all else goes to stderr.',
  failed: (reason: string) => `the signer reports: ${reason}`,
  failedHint: () => 'That is what the signer says of itself; its own log may tell more.',
  certificateMissing: () => '`certificate` is missing, against which every signature is checked',
  certificateMissingHint: () =>
    'Set `certificate` to the merchant API certificate (apiclient_cert.pem); the serial number alone is not enough for a signer.',
  both: () => 'privateKey and sign exclude each other: what signs is either a key or a function',
  bothHint: () => 'Leave out one of them.',
  furtherLines: (limit: number) => `signer: it has written ${limit} lines; further ones are not shown`,
  wrong: () => 'the signature of the signer does not verify with the key of the merchant API certificate',
  wrongHint: () =>
    'It must sign exactly the bytes of the message with RSASSA-PKCS1-v1_5 and SHA-256, by the key that belongs to `certificate`, and give standard base64 without line breaks.',
};
