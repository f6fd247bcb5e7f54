import type { Text } from '../../shared/text.js';

/** What the commands say that make one call: `create`, `request`, `certs download`. */
export const command = {
  notAnObject: () => '--data is not a JSON object',
  objectHint: () => 'Expected an object of request fields, such as {"openid": "…", "notify_url": "https://…"}.',
  unknownField: (name: string, suggestion: Text) => `${name}: unknown field.${suggestion.en}`,
  field: (name: string, problem: Text, way: Text) => `${name}: ${problem.en} (${way.en})`,
  ways: (option: string, key: string, variable: string) => `${option}, or ${key} in the configuration, or ${variable}`,
  nothingSent: () => 'Nothing was sent.',
  body: () => 'body',
  signedMessage: () => 'signed message',
  mayBeDone: (problem: Text) => `the request may have been carried out: ${problem.en}`,
  mayBeDoneHint: () =>
    'Read its result with a GET; send it again only where a number of yours keeps it from being carried out twice.',
  unknownMethod: (name: string, suggestion: Text) => `unknown method ${name}.${suggestion.en}`,
  known: (names: string) => `Known: ${names}.`,
  headerRefused: (header: string) => `--header: ${header} cannot be set`,
  headerHint: (names: string) => `Expected 'Name: value'; ${names} are set by wxpay.`,
  bodyOfGet: () => 'GET has no body',
  bodyOfGetHint: () => 'Use --query instead of --data.',
  bodyRefused: (problem: Text) => `--data: ${problem.en}`,
  otherBodyHint: () => "APIv3 takes JSON. For another kind of body name it: --header 'Content-Type: …'.",
  notUrl: (typed: string) => `${typed} is not a URL`,
  forms: (path: string, bare: string, dotted: string) =>
    `Expected ${path}, ${bare}, ${dotted}, or a full URL of the configured host.`,
  otherHost: (origin: string, host: string) => `${origin} is not the configured host, ${host}`,
  otherHostHint: () => 'A request is signed for one host. Name another one with --base-url.',
  fragment: (typed: string) => `a path has no fragment: ${typed}`,
  badQuery: (pair: string) => `--query: expected name=value, found ${pair}`,
  badQueryHint: () => 'Neither side is percent-encoded by hand.',
  fileExists: (file: string) => `${file} exists, with another content`,
  fileExistsHint: () => 'Move it away, or name another folder with --out.',
  fileUnwritable: (file: string, reason: Text) => `cannot write ${file}: ${reason.en}`,
  otherFolderHint: () => 'Name another folder with --out.',
  verifiedKnown: (signedBy: string) => `verified with ${signedBy}, which was configured`,
  verifiedFirst: (signedBy: string) =>
    `verified with ${signedBy}, one of the certificates just downloaded: trust in this first download rests on the APIv3 key`,
  wrote: (file: string) => `wrote ${file}`,
  existed: (file: string) => `exists: ${file}`,
};
