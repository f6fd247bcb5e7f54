import type { Text } from '../../shared/text.js';

/** What the commands about notifications say: `listen`, `send`, `replay`, `decode`. */
export const notify = {
  listening: (url: string, target: string | undefined) =>
    target === undefined ? `listening on ${url}` : `listening on ${url} → ${target}`,
  answered: (status: number) => `responded ${status}`,
  repeat: () => 'repeat',
  problem: (time: string, status: number, message: Text) => `${time} responded ${status}: ${message.en}`,
  notForListener: (time: string, method: string, target: string, status: number) =>
    `${time} ${method} ${target} → ${status}: ${status === 404 ? 'not the path of notifications' : 'expected POST'}`,
  notTaken: () =>
    'The notification was answered with 500, so that it comes again. Listen again where the output can be written.',
  readerGone: () => 'The reader of stdout has ended, as head does.',
  loop: (url: string) => `--forward-to: ${url} is this receiver itself`,
  loopHint: () => 'Name the address of your own server, or listen on another --port.',
  cannotMakeFolder: (folder: string, reason: Text) => `--save: cannot make ${folder}: ${reason.en}`,
  cannotMakeFolderHint: () => 'Name a folder that can be written to.',
  cannotSave: (file: string, reason: Text) => `--save: cannot write ${file}: ${reason.en}`,
  cannotSaveHint: () => 'The notification was not taken, so that it comes again. Is the disk full?',
  headersMissing: () => 'the headers of the notification are missing',
  headersMissingHint: () => 'Give them with --headers <file>. What wxpay notify listen --save keeps has them inside.',
  notKept: (file: string) => `${file}: not a kept notification`,
  notKeptHint: () =>
    'Expected what `wxpay notify listen --save <dir>` writes: request line, headers, an empty line, and the body.',
  notSandboxConfig: (file: string) => `${file} is not a configuration that a sandbox has written`,
  notSandboxConfigHint: () =>
    "Notifications are signed with a sandbox's keys. Name its configuration, or its folder: --data.",
  about: (number: string, signedWith: string, folder: string) =>
    `order ${number} · signed with ${signedWith} · keys of ${folder}`,
  variant: () => 'VARIANT',
  expected: () => 'EXPECTED',
  status: () => 'STATUS',
  verdict: () => 'VERDICT',
  why: () => 'WHY, OR BODY',
  passed: () => 'passed',
  failed: () => 'failed',
  noResponse: () => 'no response',
  skipped: () => 'skipped',
  taken: () => '200 or 204',
  refused: () => 'no 2xx',
  notSent: (variant: string, reason: Text) => `${variant} was not sent: ${reason.en}`,
  notSentHint: () => 'The certificate is made and kept in the folder of the sandbox: --data.',
  cannotWriteReport: (file: string, reason: Text) => `--report-junit: cannot write ${file}: ${reason.en}`,
  cannotWriteReportHint: () => 'Name a file in a folder that can be written to.',
  handlerFailed: (url: string) => `the handler at ${url} failed`,
  failedAt: (variant: string, status: number | null, expected: Text, reason: Text) =>
    `${variant} with ${status}, expected ${expected.en}: ${reason.en}`,
  validHint: () =>
    'Configure the handler with what `wxpay sandbox --data DIR` prints, and name the same folder here: --data DIR.',
  forgedHint: () =>
    'Verify the signature over the raw body before anything else, then decrypt, and respond 4xx or 5xx if either fails.',
  silent: (url: string) => `no response from the handler at ${url}`,
  silentAt: (variant: string, reason: Text) => `${variant}: ${reason.en}`,
  silentHint: () => 'Is the handler running there? It has 5 s to respond (--timeout), also when it refuses.',
  handlerRefused: (url: string, id: string, status: number | null) =>
    `the handler at ${url} has not taken ${id}: status ${status}`,
  resignHint: () =>
    'A kept notification is too old for its signature: send it with --resign, and give the handler the keys of the sandbox.',
};
