import type { Text } from '../../shared/text.js';

/** How runs are told of: errors, warnings, and the end. */
export const report = {
  error: () => 'error: ',
  cause: () => 'cause: ',
  hint: () => 'hint: ',
  code: () => 'code: ',
  detail: () => 'detail: ',
  warning: (warning: Text) => `warning: ${warning.en}`,
  unsigned: () => 'the refusal has no valid signature',
  stopped: (signal: string) => `stopped by ${signal}`,
  stoppedWith: (signal: string, note: Text) => `stopped by ${signal}; ${note.en}`,
  bug: (message: string) => `this is a bug in wxpay: ${message}`,
  reportBug: () => 'Run it again with --debug and report the output.',
  outputNotWritable: (reason: Text) => `the output could not be written: ${reason.en}`,
  runAgain: () => 'What was to be sent has been sent. Run it again, with the same number where there is one.',
  responseLost: () =>
    'The request was carried out, and its response is lost. Read the result with a GET; send it again only where a number of yours keeps it from being carried out twice.',
};
