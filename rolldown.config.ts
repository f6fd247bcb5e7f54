import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown';
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
    const unused = /^(?:http2-wrapper|cacheable-request|cacheable-lookup|js-yaml|parse-json|import-fresh)$/.test(id);
    if (id === 'js-yaml' && !importer?.includes('/cosmiconfig/')) return null;
    // commander would start programs of their own for subcommands; wxpay has none.
    const starter = id === 'node:child_process' && importer?.includes('/commander/');
    return unused || starter ? `\0left-out:${id}` : null;
  },
  load: (id) =>
    id.startsWith('\0left-out:')
      ? 'export default class LeftOut {}; export class CacheError extends Error {}; export const auto = undefined;'
      : null,
  transform: (code, id) => {
    if (!id.includes('@sindresorhus/is')) return null;
    const lazy = (kind: string) =>
      `{ format: (list) => new Intl.ListFormat('en', { style: 'long', type: '${kind}' }).format(list) }`;
    return code.replace(/new Intl\.ListFormat\('en', \{ style: 'long', type: '(\w+)' \}\)/g, (_, kind) => lazy(kind));
  },
};

const shared: RolldownOptions = {
  platform: 'node',
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  transform: { target: 'node20', define: { __VERSION__: JSON.stringify(manifest.version) } },
};

export default defineConfig([
  {
    ...shared,
    input: { main: 'src/cli/main.ts' },
    // cosmiconfig would load it for .ts configurations, which wxpay never reads.
    external: ['typescript'],
    plugins: [leaveOut],
    output: {
      dir: 'dist/cli',
      // An ES module entry costs 4–5 ms more on Node 20.
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      minify: true,
    },
  },
  {
    ...shared,
    input: { index: 'src/index.ts', 'sandbox/index': 'src/sandbox/index.ts' },
    external: Object.keys(manifest.dependencies).map((name) => new RegExp(`^${name}(?:/|$)`)),
    output: { dir: 'dist', format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'shared-[hash].js' },
  },
]);
