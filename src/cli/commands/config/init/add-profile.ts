import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { Content } from './answers.js';
import { contentLines, yamlKey } from './render.js';

/** A part of a text, and what it is to be replaced by. */
interface Change {
  from: number;
  to: number;
  text: string;
}

const pairOf = (map: YAMLMap, name: string): Pair | undefined =>
  map.items.find(({ key }) => isScalar(key) && (key.source ?? String(key.value)) === name);

/** The place behind the line in which a node ends. */
const lineEnd = (text: string, offset: number): number => {
  const end = text.indexOf('\n', Math.max(0, offset - 1));
  return end < 0 ? text.length : end + 1;
};

const startOf = (node: unknown): number => (isScalar(node) ? (node.range?.[0] ?? 0) : 0);

/** Where the value of a pair ends; of a pair without one, its key. */
const endOf = ({ key, value }: Pick<Pair, 'key' | 'value'>): number => {
  const node = isScalar(value) || isMap(value) ? value : undefined;
  return node?.range?.[1] ?? (isScalar(key) ? (key.range?.[1] ?? 0) : 0);
};

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** A profile as lines, in a block of `profiles` that is indented so far. */
const profileLines = (name: string, content: Content, indent: number): string =>
  [`${yamlKey(name)}:`, ...contentLines(content).map((line) => `  ${line}`)]
    .map((line) => `${' '.repeat(indent)}${line}\n`)
    .join('');

const newSection = (name: string, content: Content): string => `profiles:\n${profileLines(name, content, 2)}`;

const changeOf = (text: string, { contents }: Document, name: string, content: Content): Change | undefined => {
  const append = (added: string): Change => ({ from: text.length, to: text.length, text: `\n${added}` });
  if (contents === null) return append(newSection(name, content));
  if (!isMap(contents) || contents.flow === true) return undefined;
  const section = pairOf(contents, 'profiles');
  if (section === undefined) return append(newSection(name, content));
  const { value } = section;
  if (!isMap(value)) {
    // Nothing, or only comments, stands under the key.
    if (isScalar(value) && value.value !== null) return undefined;
    const at = lineEnd(text, endOf({ ...section, value: null }));
    return { from: at, to: at, text: profileLines(name, content, 2) };
  }
  if (value.flow === true) return undefined;
  const before = pairOf(value, name);
  const [first] = value.items;
  const last = value.items.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const added = profileLines(name, content, columnOf(text, startOf(first.key)));
  if (before !== undefined) {
    const from = startOf(before.key) - columnOf(text, startOf(before.key));
    return { from, to: lineEnd(text, endOf(before)), text: added };
  }
  const at = lineEnd(text, endOf(last));
  return { from: at, to: at, text: added };
};

/**
 * The text of a YAML file with a profile added, or replaced if it has one of that name: every other line stays byte for
 * byte, comments too. `undefined` for a text that is laid out so that this cannot be done, such as one in braces.
 */
export function addProfile(text: string, name: string, content: Content): string | undefined {
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const change = changeOf(whole, parseDocument(whole), name, content);
  if (change === undefined) return undefined;
  const { from, to } = change;
  return (whole.slice(0, from) + change.text + whole.slice(to)).replaceAll(
    /\r?\n/g,
    text.includes('\r\n') ? '\r\n' : '\n',
  );
}
