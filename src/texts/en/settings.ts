import type { Text } from '../../shared/text.js';

const security = 'merchant platform → Account Center → API Security';
const searchedFile = 'this file was found by searching, and such a file';
const untrusted = (command: string, otherWay: Text) =>
  `Whoever wrote this folder may have written that. If the file is yours, name it:\n${command}\n${otherWay.en}`;

/** The configuration: where it is, what it holds, and what it may say. */
export const settings = {
  commandJson: (name: string) => `${name}: expected a JSON array of texts, the program and its arguments`,
  commandJsonHint: (command: string) => `For example:\n${command}`,
  bothSign: (one: string, other: string) =>
    `${one} and ${other} exclude each other: what signs is either a key or a program`,
  bothSignHint: () => 'Remove one of them.',
  noFile: (folders: string) => `no configuration file was found in ${folders}`,
  unreadable: (file: string, reason: Text) => `the configuration file ${file} cannot be read: ${reason.en}`,
  unreadableHint: () => 'Check the path and its permissions (ls -l), or name another file.',
  notAPath: (by: string, length: number) =>
    `${by}: expected the path of a file, found ${length} characters that are not a path`,
  notAPathHint: (variable: string) =>
    `Give the path of a configuration file. Its content goes into that file; keys alone go into variables of their own, such as ${variable}.`,
  fileMissing: (file: string, by: string) => `the configuration file ${file}, named by ${by}, does not exist`,
  fileMissingHint: () => 'Check the path: a relative one starts in the working directory.',
  noSection: (file: string, by: string, key: string) => `${file}, named by ${by}, has no key "${key}"`,
  noSectionHint: (key: string) => `Put the configuration under "${key}" in it, or name another file.`,
  passedOver: (file: string) => `${file} holds no configuration and was passed over`,
  codePassedOver: (file: string) =>
    `${file} is not read: a configuration file is data (YAML or JSON) and never executed`,
  code: (file: string, extension: string) =>
    `${file}: a configuration file is data and never executed; found ${extension}`,
  codeHint: () =>
    `Write it as YAML or JSON: .wechatpayrc.yaml, .wechatpayrc.json. Values from the environment are written \${NAME}.`,
  syntax: (place: string, problem: Text) => `${place}: ${problem.en}`,
  syntaxHint: () =>
    'Correct that line. Text with blanks or special characters goes between quotes; a PEM goes in a file of its own.',
  json: (problem: Text) => `not valid JSON: ${problem.en}`,
  yaml: (problem: string | undefined) => `not valid YAML: ${problem ?? 'it cannot be read'}`,
  tooMany: (values: number, levels: number) =>
    `it has more than ${values} values or ${levels} levels, aliases followed`,
  invalid: (file: string, problems: readonly Text[]) =>
    problems.length === 1
      ? `${file}: ${problems.map(({ en }) => en).join()}`
      : `${file} has ${problems.length} problems:\n- ${problems.map(({ en }) => en).join('\n- ')}`,
  invalidHint: () => 'Every key is explained in .wechatpayrc.example, which comes with the package.',
  atKey: (path: string, problem: Text) => `${path}: ${problem.en}`,
  unknownKey: (known: string) => `unknown key; known here: ${known}`,
  unknownKeyNear: (near: string) => `unknown key; did you mean ${near}?`,
  profile: (shown: string, by: string, place: Text) => `unknown profile${shown} (${by}); ${place.en}`,
  profiles: (names: string, file: string) => `known profiles: ${names} (${file})`,
  noProfiles: (file: string) => `the file has no profiles (${file})`,
  profileHint: () => 'Profiles are the keys under `profiles` of the configuration file.',
  didYouMean: (name: string) => `Did you mean ${name}?`,
  atSource: (source: string, problem: Text) => `${source}: ${problem.en}`,
  reference: (source: string) => `${source}: expected the name of an environment variable between \${ and }`,
  referenceHint: () => 'Only ${NAME} is understood: letters, digits and underscores; there are no default values.',
  unset: (source: string, variable: string) => `${source}: the environment variable ${variable} is not set`,
  unsetHint: (variable: string) =>
    `Write the value in the place of \${${variable}}, or set the variable:\nexport ${variable}=…`,
  noEffect: (variable: string, near: string) =>
    `the environment variable ${variable} has no effect; did you mean ${near}?`,
  halfPublicKey: (given: string, missing: string) => `${given} is set, but ${missing} is not`,
  halfPublicKeyHint: () =>
    `The key and its id (PUB_KEY_ID_…) belong together; both are shown in the ${security} → 微信支付公钥.`,
  sandboxToLive: (source: string, url: string, setBy: string) =>
    `${source}: these are throwaway credentials of a sandbox, which must not be sent to ${url} (${setBy})`,
  sandboxToLiveHint: () => 'Set baseUrl to the address that the sandbox printed, or use another configuration.',
  placeholder: (source: string, value: string, url: string) =>
    `${source}: ${value} is a placeholder of the example, and ${url} is live`,
  placeholderHint: () => 'Put your own value there; nothing was sent.',
  mayNotSet: (source: string, name: string) => `${source}: ${searchedFile} may not set ${name}`,
  mayNotSetForKey: (source: string, name: string, keySource: string) =>
    `${source}: ${searchedFile} may not set ${name} for a private key that it does not hold (${keySource})`,
  maySetLocal: (source: string, name: string) =>
    `${source}: ${searchedFile} may set ${name} only to this machine, because the private key that it names lies outside of its folder`,
  untrusted,
  setYourself: (command: string) => `Or set the value yourself:\n${command}`,
  setBesideKey: (command: string) => `Or set the value where the key is:\n${command}`,
  moveKey: (command: string) => `Or move the key beside the file, or set the value where the key is:\n${command}`,
  reachOurs: (source: string, variable: string) =>
    `${source}: ${searchedFile} may use ${variable} only in settings that stay on this machine, such as apiv3Key`,
  reachOurOwn: (source: string, variable: string) =>
    `${source}: ${searchedFile} may use only variables that begin with WECHATPAY_, not ${variable}`,
  writeValue: () => 'Or write the value itself into the file.',
  renameVariable: (command: string) => `Or give the variable such a name:\n${command}`,
  notOurs: (file: string, problem: Text) => `the configuration file ${file} was found by searching, but ${problem.en}`,
  notOursHint: (name: string, own: string) => `If you trust it, name it:\n${name}\nOr make it your own:\n${own}`,
  caFile: (name: string, problem: Text) => `${name}: ${problem.en}`,
  caFileHint: (begin: string, end: string) =>
    `A CA file holds certificates as PEM, one below the other: ${begin} … ${end}.`,
  caNone: () => 'expected certificates in PEM form, found none',
  caCut: (index: number, end: string) => `certificate ${index} has no ${end}`,
  caOther: (index: number, found: Text) => `certificate ${index}: expected a certificate, found ${found.en}`,
};
