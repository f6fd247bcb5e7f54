import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from '../../../../config/config-file.js';
import { type FileConfig, parseConfig } from '../../../../config/schema.js';
import { ConfigError } from '../../../../errors.js';
import type { Language } from '../../../../shared/text.js';
import { sayInit } from '../../../../texts/config-init.js';
import type { Content } from './answers.js';
import { contentLines, renderFile, yamlKey } from './render.js';
import type { Target } from './target.js';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const newText = ({ profile, isJson }: Target, content: Content, language: Language): string => {
  if (isJson) return json(profile === undefined ? content : { profiles: { [profile]: content } });
  if (profile === undefined) return renderFile(content, language);
  const lines = contentLines(content).map((line) => `    ${line}\n`);
  return `profiles:\n  ${yamlKey(profile)}:\n${lines.join('')}`;
};

const withProfile = async (
  text: string,
  { isJson, profile = '' }: Target,
  content: Content,
): Promise<string | undefined> => {
  if (!isJson) {
    const { addProfile } = await import('./add-profile.js');
    return addProfile(text, profile, content);
  }
  const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (!isObject(document)) return undefined;
  const { profiles } = document;
  return json({ ...document, profiles: { ...(isObject(profiles) ? profiles : {}), [profile]: content } });
};

/** The profiles of a file that exists. */
export async function profilesIn({ file, text = '' }: Target): Promise<string[]> {
  return Object.keys(parseConfig(await parseDocument(file, text), file).profiles);
}

/**
 * The text that the file is to have: a new one, or the one that it has with a profile added. It is read back before it
 * is written, as every command will read it: it has to say what was asked for, and everything else as before.
 * @throws {ConfigError} `CONFIG_INVALID`, `CONFIG_SYNTAX` for a file that cannot be read as it is or would be; also for
 * one that is laid out so that nothing can be added
 */
export async function composeText(target: Target, content: Content, language: Language): Promise<string> {
  const { file, text, profile } = target;
  const parse = async (each: string): Promise<FileConfig> => parseConfig(await parseDocument(file, each), file);
  const { top } = parseConfig(content, file);
  if (text === undefined || profile === undefined) {
    const made = newText(target, content, language);
    const expected = profile === undefined ? { top, profiles: {} } : { top: {}, profiles: { [profile]: top } };
    if (isDeepStrictEqual(await parse(made), expected)) return made;
    throw new Error(`what config init wrote reads differently: ${file}`);
  }
  const before = await parse(text);
  const made = await withProfile(text, target, content);
  const expected = { ...before, profiles: { ...before.profiles, [profile]: top } };
  // Only a layout that was not thought of makes a difference, or a text that cannot be read at all.
  const isSame = made !== undefined && isDeepStrictEqual(await parse(made).catch(() => undefined), expected);
  if (isSame) return made;
  throw new ConfigError(sayInit('cannotAdd', file), {
    code: 'CONFIG_INVALID',
    hint: sayInit('cannotAddHint', newText({ ...target, isJson: false }, content, language)),
  });
}
