/** The help of `wxpay certs …`, `config …`, `request`, `explain` and `completion`. */
export const helpCommands = {
  out: () => 'Folder for the files',
  workingDirectory: () => 'the working directory',
  downloadAbout: () =>
    'For merchants who verify with platform certificates; new merchants have a public key, and nothing to download. Needs the APIv3 key. A file that exists is left as it is.',
  download: () => 'Write the certificates into the working directory',
  downloadOut: () => 'Write them into a folder of their own',

  offline: () => 'Check only what is on this machine',
  handler: () => 'Also send a forged notification to this URL, which must refuse it',
  checkAbout: (path: string) =>
    `Sends GET ${path} to WeChat Pay, signed, which changes nothing; with --offline it sends nothing. A line for every check: ✓ passed, ! look at it, ✗ failed, with what to do. Secrets are never shown.`,
  check: () => 'Check files, keys, network and merchant',
  checkOffline: () => 'Check a profile without any network, and print the result as JSON',
  checkHandler: () => "Check that the merchant's handler refuses forged notifications",
  checkFailed: () => 'a check has failed',
  showAbout: () => 'Secrets are shown as [secret], key files by their path; no key is read.',
  show: () => 'Show every value in use',
  showProfile: () => 'Show the values of a profile as JSON',
  showField: () => 'Print one value alone',
  pathAbout: () => 'The file is not checked: wxpay config check does that.',
  path: () => 'Print the path',
  pathCat: () => 'Read the file',
  noFile: () => 'there is no configuration file',

  method: () => 'Method, in any letter case',
  requestPath: () => '/v3/…, v3/…, v3.dotted.names, or a full URL of the configured host',
  query: () => 'Query parameter',
  body: () => 'Body, sent byte for byte',
  header: () => 'Further header',
  include: () => 'Print status and headers first',
  requestAbout: () =>
    'Any APIv3 call, signed and verified. A GET is sent again after a failure; other methods only where nothing was sent.',
  requestGet: () => 'Ask the embedded sandbox',
  requestPost: () => 'Send a body from a file; print status and headers, too',
  requestDotted: () => 'A path without slashes, easy to type',

  code: () => 'A code, the number of a code, a Request-ID, an exit code, or - for an error on stdin',
  explainCode: () => 'A code of WeChat Pay or of wxpay',
  explainNumber: () => 'The number in a message of WeChat Pay',
  explainExit: () => 'An exit code',
  shell: () => 'Shell',
  completionAbout: () =>
    'Completes commands, options, choices, profiles of the configuration, faults, fields and names of files. The script asks wxpay at every tab, so that it need not be made anew after an update.',
  forBash: () => 'bash: for every new shell',
  forZsh: () => 'zsh: for every new shell',
  forFish: () => 'fish: for every new shell',
  forPowershell: () => 'PowerShell: for every new shell',
  explainPiped: () => 'The error of a call that failed',
};
