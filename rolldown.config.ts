import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig, type Plugin, type RolldownOptions, rolldown } from 'rolldown';
import manifest from './package.json' with { type: 'json' };

/**
 * Two thirds of got's import time are parts that wxpay never switches on: HTTP/2 (which parses every root certificate
 * when it is loaded), caches, and a list formatter in the type checks' error messages. The command is bundled without
 * them; the library, which users bundle themselves, has got as it is. test/e2e/bundle.test.ts proves that nothing
 * needed is lost.
 */
const leaveOut: Plugin = {
  name: 'leave-out',
  resolveId: (id, importer) => {
    // cosmiconfig's own loaders are replaced by src/config/loaders.ts.
    const unused =
      /^(?:http2-wrapper|cacheable-request|cacheable-lookup|form-data-encoder|js-yaml|parse-json|import-fresh)$/.test(
        id,
      );
    const ownLoaders = /^\.\/loaders(?:\.js)?$/.test(id) && importer?.includes('/cosmiconfig/');
    if (id === 'js-yaml' && !importer?.includes('/cosmiconfig/')) return null;
    // commander would start programs of their own for subcommands; wxpay has none.
    const starter = id === 'node:child_process' && importer?.includes('/commander/');
    return unused || starter || ownLoaders ? `\0left-out:${id}` : null;
  },
  load: (id) =>
    id.startsWith('\0left-out:')
      ? `export default class LeftOut {}; export class CacheError extends Error {}; export class FormDataEncoder {};
         export const auto = undefined; export const isFormData = () => false;`
      : null,
  transform: (code, id) => {
    if (!id.includes('@sindresorhus/is')) return null;
    const lazy = (kind: string) =>
      `{ format: (list) => new Intl.ListFormat('en', { style: 'long', type: '${kind}' }).format(list) }`;
    return code.replace(/new Intl\.ListFormat\('en', \{ style: 'long', type: '(\w+)' \}\)/g, (_, kind) => lazy(kind));
  },
};

/** What is bundled stays under its own licence, which asks to be passed on. */
const licences: Plugin = {
  name: 'licences',
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
    const folders = modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0]);
    const texts = [...new Set(folders)].sort().flatMap((folder) => {
      const file = folder && readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
      return file ? [`${basename(folder)}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`] : [];
    });
    this.emitFile({
      type: 'asset',
      fileName: 'THIRD-PARTY-LICENCES.txt',
      source: texts.join(`\n${'-'.repeat(80)}\n\n`),
    });
  },
};

/** Puts the script of the sandbox's page, bundled, where the server finds it as a text. */
const inspectorScript: Plugin = {
  name: 'inspector-script',
  transform: async (_, id) => {
    if (!id.endsWith('/src/sandbox/inspector/script.ts')) return null;
    const page = await rolldown({ input: 'src/sandbox/inspector/page/live.ts', platform: 'browser' });
    const { output } = await page.generate({ format: 'esm', minify: true });
    return `export const SCRIPT = ${JSON.stringify(output[0].code)};`;
  },
};

const shared: RolldownOptions = {
  platform: 'node',
  resolve: {
    extensionAlias: { '.js': ['.ts', '.js'] },
    // At run time it is commander; only its types are its own.
    alias: { '@commander-js/extra-typings': 'commander' },
  },
  transform: { target: 'node20', define: { __VERSION__: JSON.stringify(manifest.version) } },
};

export default defineConfig([
  {
    ...shared,
    input: { main: 'src/cli/main.ts' },
    // cosmiconfig would load it for .ts configurations, which wxpay never reads.
    external: ['typescript'],
    plugins: [inspectorScript, leaveOut, licences],
    output: {
      dir: 'dist/cli',
      // An ES module entry costs 4–5 ms more on Node 20.
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      // `import('node:…')` fails in code that bin/code-cache.cjs compiles.
      dynamicImportInCjs: false,
      // Names and lines stay, so that a stack that somebody reports says where it was: mangling both as well would
      // save 0.1 × `node -e 0` of a start, and only until the code is kept compiled.
      minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: false } },
      // What is needed together is one file: opening and compiling many small ones takes longer.
      codeSplitting: {
        groups: [
          {
            name: 'start',
            test: /commander|leven|src\/(?:errors|cli\/(?:run|context|world|command-module|help\/facts|options\/[\w-]+|output\/(?:colors|data-out|names))|config\/(?:setting|settings-table|base-url)|shared\/(?:printable|suggest|system-code|loopback|proxy-url))\.ts/,
            priority: 2,
          },
          {
            name: 'help',
            test: /src\/(?:cli\/help\/(?!wide-text|schemas|printed|command-json|value-types)[\w-]+|texts\/(?:\w\w\/)?exit-codes)\.ts/,
            priority: 2,
          },
          {
            name: 'call',
            test: /src\/(?:apiv3|http|insurance|config\/(?!search)|cli\/(?:session|embedded-sandbox|open-settings|help\/schemas|output\/object)\.ts)/,
            priority: 1,
          },
        ],
      },
    },
  },
  {
    ...shared,
    input: { index: 'src/index.ts', 'sandbox/index': 'src/sandbox/index.ts' },
    plugins: [inspectorScript, licences],
    external: Object.keys(manifest.dependencies).map((name) => new RegExp(`^${name}(?:/|$)`)),
    output: { dir: 'dist', format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'shared-[hash].js' },
  },
]);
