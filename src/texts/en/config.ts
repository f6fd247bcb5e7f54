import type { Text } from '../../shared/text.js';

/** The commands that show a configuration. */
export const config = {
  noSandbox: () => '--sandbox has keys and an address of its own, and no configuration file',
  noSandboxHint: () => 'Leave out --sandbox. `wxpay sandbox` prints the path of a configuration to use with --config.',
  noFile: (folders: string) => `no configuration file was found in ${folders}`,
  noFileHint: () => 'Write one: wxpay config init\nOr name a file: wxpay --config <file> …',
  file: () => 'file',
  none: () => 'none',
  profile: () => 'profile',
  profiles: () => 'profiles',
  key: () => 'KEY',
  value: () => 'VALUE',
  source: () => 'SOURCE',
  byDefault: () => 'default',
  unknownField: (name: string) => `--field: no value ${name} is set`,
  knownFields: (names: string, suggestion: Text) => `${suggestion.en}Set: ${names}.`,
  didYouMean: (name: string) => `Did you mean ${name}? `,
};
