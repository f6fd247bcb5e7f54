import type { ErrorType } from '../../error-codes.js';

/** The topics of `wxpay help`. */
export const helpTopics = {
  configurationText: () =>
    'A file .wechatpayrc (YAML or JSON), .wechatpayrc.json, .yaml or .yml, or "wechatpay" in package.json, searched from the working directory up to the home directory, then $XDG_CONFIG_HOME/wechatpay/config. It is data and never executed. Every value may also come from the environment, so that a CI job needs no file.\n\nAn option wins over the environment, that over the profile, that over the top level of the file. Paths are relative to the file. $' +
    '{NAME} takes the value of a variable of the environment; one that is not set is an error.',
  keysTitle: () => 'Keys of the file:',
  profilesTitle: () => 'Profiles:',
  profilesText: (variable: string) =>
    `Under profiles every name has keys of its own, which win over those of the top level. One is chosen with --profile or ${variable}.`,
  trustTitle: () => 'Trust:',
  trustText: () =>
    'A file that was found by searching may belong to whoever wrote the folder. Unless it lies in the home directory or the global folder, it may set baseUrl, backupBaseUrl, proxy and caFile only beside a private key of its own. Name the file with --config to trust it.',
  seeValues: () => 'Show every value in use, and where it comes from',
  findProblems: () => 'Find what is wrong',

  variablesTitle: () => 'Variables of wxpay:',
  environmentText: () =>
    'A variable wins over the configuration file; an option wins over a variable. An empty variable counts as unset. A name that begins with WECHATPAY_ and that wxpay does not know is warned of, with the nearest known one.',
  sharedTitle: () => 'Variables that other programs know, too:',
  proxyVariables: () => 'Proxy server, and the hosts that are reached without it',
  extraCa: () => 'Further certificate authorities to trust, a PEM file',
  locale: (variable: string) => `Language, where neither --lang nor ${variable} says one: Chinese if it begins with zh`,
  noColor: () => 'No colours, whatever its value',
  forceColor: () => 'Colours, for a pipe, too',
  xdgConfig: () => 'Folder of the global configuration, instead of ~/.config',
  xdgState: () => 'Folder of the embedded sandbox, instead of ~/.local/state',
  xdgCache: () => 'Folder of compiled code, instead of ~/.cache',
  completionIndex: () => 'Part that insurance batch --shards takes, from 0, as Kubernetes sets it',
  sandboxUrl: () => 'Set by sandbox exec for its command: the address of the sandbox',

  outputText: (variable: string) =>
    `Data goes to stdout; progress, warnings and errors go to stderr. The format is that of --output, else of ${variable}, else of the configuration.`,
  formatsTitle: () => 'Formats:',
  table: () => 'For people: a row for each field, with its meaning',
  json: () => "The API's object, every field, unknown ones too, in the API's order",
  ndjson: () => 'The same on one line for each object',
  errorsTitle: () => 'Errors with --json, one object on stderr: {"error": {…}}',
  type: () => 'usage, config, api, network, signature or internal; it decides the exit code',
  code: () => "WeChat Pay's code, or one of wxpay's own: wxpay help errors",
  message: () => 'what happened, in the language of the run',
  hint: () => 'what to do next',
  status: () => 'status of the response',
  signed: () => 'false for a refusal that was not signed; else absent',
  requestId: () => 'the Request-ID, which WeChat Pay asks for',
  outOrderNo: () => 'the order that the call was about',
  detail: () => 'details of WeChat Pay',
  fieldExample: () => 'Print one field, raw',
  errorExample: () => 'Read the code of an error',
  batchExample: () => 'List the rows of a batch that have no order',

  signingText: () =>
    'Every attempt is signed anew with the private key of the merchant API certificate, and every response is verified before its content is used. Neither can be turned off.',
  requestTitle: () => 'A request: five lines, each ended by a line feed, signed with SHA256-RSA',
  requestMethod: () => 'the method: POST',
  requestTarget: () => 'path and query of the URL',
  requestTimestamp: () => 'seconds since 1970',
  requestNonce: () => 'random characters',
  requestBody: () => 'the body, byte for byte; empty for a GET',
  authorizationTitle: () => 'It goes into the header Authorization:',
  authorizationText: () =>
    'WECHATPAY2-SHA256-RSA2048, followed by mchid, nonce_str, timestamp, serial_no and signature.',
  responseTitle: () => 'A response or notification: three lines, each ended by a line feed',
  responseTimestamp: () => 'seconds since 1970, at most 5 minutes away from the clock of this machine',
  responseNonce: () => 'random characters',
  responseBody: () => 'the body as received',
  responseSignature: () => 'the signature of these lines, in base64',
  responseSerial: () => 'the key that signed: a public key ID, or the serial number of a platform certificate',
  keysText: () =>
    'wxpay verifies with the keys under certs. A merchant has either the WeChat Pay public key (PUB_KEY_ID_…) or platform certificates, and both while moving from these to that.',
  keysOfSigning: () => 'Keys:',
  showSigned: () => 'Show the message that is signed, and a curl command; nothing is sent',
  checkKeys: () => 'Check that merchant, serial number and keys are accepted',

  errorsText: () =>
    "Codes of wxpay's own, by kind. WeChat Pay's codes and numbers, such as PARAM_ERROR, are explained by wxpay explain.",
  kind: (type: ErrorType, exitCode: number) => `${type}, exit code ${exitCode}:`,
  explainCode: () => 'Explain one code, with what to do',
};
