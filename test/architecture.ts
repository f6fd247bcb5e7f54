import { posix } from 'node:path';

/** Files of `src` by their path in it, with `/`. */
export type Sources = Readonly<Record<string, string>>;

/** The layers, top to bottom; `.` is the files next to `index.ts`, on one row with the protocol and what all share. */
const ROWS = [
  ['cli'],
  ['reconcile'],
  ['batch', 'sandbox', 'client'],
  ['notification'],
  ['insurance'],
  ['http', 'config'],
  ['signer'],
  ['apiv3', '.', 'shared', 'texts'],
] as const;

/** The folders that may import a package; `zod` is everywhere but where there are only bytes. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  '@commander-js/extra-typings': ['cli'],
  chalk: ['cli'],
  'cross-spawn': ['cli'],
  'cli-table3': ['cli'],
  'string-width': ['cli'],
  'wrap-ansi': ['cli'],
  '@clack/prompts': ['cli'],
  yaml: ['cli'],
  got: ['http'],
  hono: ['sandbox', 'shared'],
  idiomorph: ['sandbox'],
  cosmiconfig: ['config'],
  'csv-parse': ['batch'],
  'js-yaml': ['config'],
  leven: ['shared'],
  'lossless-json': ['batch'],
  zod: ['cli', 'reconcile', 'batch', 'sandbox', 'notification', 'insurance', 'http', 'config', 'shared'],
};

const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '.');
const rowOf = (folder: string): number => ROWS.findIndex((row) => row.some((each) => each === folder));

/** The code without its comments, as far as lines tell them apart. */
const codeOf = (source: string): string =>
  source
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
    .map((line) => line.replace(/\s\/\/ .*$/, ''))
    .join('\n');

/** What a file imports, types and dynamic imports too. */
export const importsOf = (source: string): string[] =>
  Array.from(
    codeOf(source).matchAll(
      /(?:^(?:import|export)\b[^;'"]*?\bfrom\s*|^import\s*|\b(?:import|require)\(\s*)['"]([^'"]+)['"]/gm,
    ),
    ([, specifier = '']) => specifier,
  );

/** The file of `src` that a relative import names. */
const resolve = (file: string, specifier: string): string =>
  posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');

const packageOf = (specifier: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

const importProblem = (file: string, specifier: string): string | undefined => {
  const from = folderOf(file);
  if (specifier.startsWith('node:')) return undefined;
  if (!specifier.startsWith('.')) {
    const homes = HOMES[packageOf(specifier)];
    return homes?.includes(from) ? undefined : `${specifier} is not at home in ${from}`;
  }
  const target = resolve(file, specifier);
  const to = folderOf(target);
  if (rowOf(to) < 0 || target.startsWith('..')) return `${target} is in no layer`;
  if (to === 'sandbox' && from !== 'sandbox' && from !== 'cli') return `only cli may import ${target}`;
  if (file === 'index.ts') return to === 'cli' ? `the library may not import ${target}` : undefined;
  if (target === 'index.ts') return 'the public entry is for users';
  const down = rowOf(from) < rowOf(to);
  const lowest = rowOf(from) === ROWS.length - 1 && rowOf(to) === ROWS.length - 1;
  return from === to || down || lowest ? undefined : `${target} is not below`;
};

/** Imports that go up, sideways, into no layer, or to a package away from its home. */
export const layerProblems = (sources: Sources): string[] =>
  Object.entries(sources).flatMap(([file, source]) => {
    if (rowOf(folderOf(file)) < 0) return [`${file}: in no layer`];
    const problems = importsOf(source).map((specifier) => importProblem(file, specifier));
    return problems.flatMap((problem) => (problem === undefined ? [] : [`${file}: ${problem}`]));
  });

/** The first circle of imports, as the files on it; empty without one. */
export const findCircle = (sources: Sources): string[] => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    if (done.has(file)) return [];
    const relative = importsOf(sources[file] ?? '').filter((specifier) => specifier.startsWith('.'));
    for (const specifier of relative) {
      const circle = visit(resolve(file, specifier), [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of Object.keys(sources)) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
};

/**
 * Where `process` may be: the command's entry, the library's own defaults, a constant that names the runtime, the
 * user whose files are written, and which processes run.
 */
const PROCESS_USERS = [
  'cli/main.ts',
  'client/load-config.ts',
  'http/user-agent.ts',
  'http/route.ts',
  'shared/own-process.ts',
  'shared/ownership.ts',
];

/** Uses of `process` away from the one place where the command starts, and of `console`. */
export const globalProblems = (sources: Sources): string[] =>
  Object.entries(sources).flatMap(([file, source]) => {
    const code = codeOf(source);
    const usesProcess = /(?<![\w$.'-])process\??\.\w|globalThis\.process|['"](?:node:)?process['"]/.test(code);
    return [
      ...(usesProcess && !PROCESS_USERS.includes(file)
        ? [`${file}: process belongs to ${PROCESS_USERS.join(', ')}`]
        : []),
      ...(/(?<![\w$.])console\.\w/.test(code) ? [`${file}: console`] : []),
    ];
  });

const EXPORT = /^export (?:default )?(?:async |abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/;

/** Exports without a doc comment directly above. */
export const undocumented = (sources: Sources): string[] =>
  Object.entries(sources).flatMap(([file, source]) => {
    const lines = source.split('\n');
    return lines.flatMap((line, index) => {
      const [, name] = EXPORT.exec(line) ?? [];
      return name === undefined || lines[index - 1]?.trimEnd().endsWith('*/') ? [] : [`${file}: ${name}`];
    });
  });
