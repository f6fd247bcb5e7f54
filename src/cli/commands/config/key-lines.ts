import { basename, extname } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { MODULE_NAME } from '../../../config/loaders.js';
import type { Settings } from '../../../config/settings.js';
import { keyPath } from '../../../config/settings-table.js';
import { describeSource, type FileSource, type Source } from '../../../config/source.js';
import { readSmallFile } from '../../../shared/read-file.js';

/**
 * Finds the line, from 1, on which a key of a configuration file stands; `undefined` where it cannot be told, as for what
 * comes in by a YAML merge key.
 */
type FindLine = (path: readonly string[]) => number | undefined;

/**
 * Finds lines in the text of a YAML or JSON file, which has been read without an error. What decides about values is
 * read elsewhere; this is a second reading, made only where somebody wants to know the lines.
 */
export function linesOfText(text: string): FindLine {
  const lineCounter = new LineCounter();
  // JSON is YAML, but for tabs, which are wanted nowhere: their places stay.
  const { contents } = parseDocument(text.replaceAll('\t', ' '), { lineCounter });
  return (path) => {
    let node: unknown = contents;
    let line: number | undefined;
    for (const name of path) {
      if (!isMap(node)) return undefined;
      const pair = node.items.find(({ key }) => isScalar(key) && (key.source ?? String(key.value)) === name);
      if (pair === undefined || !isScalar(pair.key)) return undefined;
      line = lineCounter.linePos(pair.key.range?.[0] ?? 0).line;
      node = pair.value;
    }
    return line;
  };
}

/** Where a value stands in the configuration file: its line, from 1; `undefined` for one from elsewhere. */
export type LineOf = (source: Source, id?: string) => number | undefined;

/**
 * Reads the configuration file in use once more, for its lines. Throws nothing.
 * @returns the line of a value, or of one entry of `certs` by its id
 */
export function readKeyLines({ file, profile }: Pick<Settings, 'file' | 'profile'>): LineOf {
  const read = file === undefined ? undefined : readSmallFile(file);
  if (file === undefined || !read?.ok) return () => undefined;
  const find = linesOfText(read.bytes.toString('utf8').replace(/^\uFEFF/, ''));
  const root = basename(file, extname(file)) === 'package' ? [MODULE_NAME] : [];
  const lineOf = ({ key, name }: FileSource, id: string | undefined): number | undefined => {
    const isProfile = key !== keyPath(name) && profile !== undefined;
    const path = [...root, ...(isProfile ? ['profiles', profile] : []), ...keyPath(name).split('.')];
    return (id === undefined ? undefined : find([...path, id])) ?? find(path);
  };
  return (source, id) => (source.kind === 'file' ? lineOf(source, id) : undefined);
}

/** A source as people read it, with its line: `/path/.wechatpayrc:7: profiles.a.baseUrl`. */
export function describeWithLine(source: Source, line: number | undefined): string {
  const isInFile = source.kind === 'file' && line !== undefined;
  return describeSource(isInFile ? { ...source, file: `${source.file}:${line}` } : source);
}
