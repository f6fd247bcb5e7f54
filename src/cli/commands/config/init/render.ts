import { keyPath, settingOf, VALUE_KEYS, type ValueKey } from '../../../../config/settings-table.js';
import type { Language } from '../../../../shared/text.js';
import { sayInit } from '../../../../texts/config-init.js';
import { APIV3_KEY_VARIABLE, type Content } from './answers.js';

const INDENT = '  ';

/** Settings that a new file shows, commented out, where they were not given. */
const SHOWN_ANYWAY: Readonly<Partial<Record<ValueKey, string>>> = {
  apiv3Key: `\${${APIV3_KEY_VARIABLE}}`,
  notifyUrl: 'https://example.com/wechatpay/notify',
  serviceId: '500001',
};

/** A key as YAML has it: bare where it cannot be taken for anything but a text. */
export function yamlKey(key: string): string {
  const isWord = /^[A-Za-z][\w-]*$/.test(key) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(key);
  return isWord ? key : JSON.stringify(key);
}

/** A text in double quotes means the same in JSON and YAML. */
const line = (key: string, value: string): string => `${yamlKey(key)}: ${JSON.stringify(value)}`;

/** The lines of a content, without comments: what a profile is made of. */
export function contentLines(content: Content): string[] {
  return Object.entries(content).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [line(key, value)]
      : [`${yamlKey(key)}:`, ...Object.entries(value).map(([name, each]) => INDENT + line(name, each))],
  );
}

const valueIn = (content: Content, path: string): Content[string] | undefined => {
  const [first = '', second] = path.split('.');
  const value = content[first];
  return second === undefined || value === undefined || typeof value === 'string' ? value : value[second];
};

/** One setting with its meaning; commented out when it is not given, empty when it is not shown at all. */
const settingLines = (name: ValueKey, content: Content, language: Language): string[] => {
  const path = keyPath(name);
  const key = path.split('.').at(-1) ?? path;
  const value = valueIn(content, path);
  const meaning = `# ${settingOf(name).meaning[language]}`;
  if (typeof value === 'string') return [meaning, line(key, value)];
  if (value !== undefined) return [meaning, ...contentLines({ [key]: value })];
  if (name === 'certs') return [meaning, `# ${sayInit('platformCertificatesComment')[language]}`, '#certs:'];
  const example = SHOWN_ANYWAY[name];
  return example === undefined ? [] : [meaning, `#${line(key, example)}`];
};

/** The text of a new YAML file: every value in quotes, and above it what it means. */
export function renderFile(content: Content, language: Language): string {
  const head = (['fileComment', 'fileCommentMore', 'fileCommentAll'] as const).map(
    (name) => `# ${sayInit(name)[language]}`,
  );
  const blocks = VALUE_KEYS.filter((name) => !keyPath(name).includes('.')).map((name) =>
    settingLines(name, content, language),
  );
  const insurance = VALUE_KEYS.filter((name) => keyPath(name).startsWith('insurance.'))
    .flatMap((name) => settingLines(name, content, language))
    .map((each) => INDENT + each);
  const all = [head, ...blocks, ['insurance:', ...insurance]].filter((block) => block.length > 0);
  return `${all.map((block) => block.join('\n')).join('\n\n')}\n`;
}
