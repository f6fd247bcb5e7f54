import { defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };

export default defineConfig({
  define: { __VERSION__: JSON.stringify(manifest.version) },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/helpers/global-setup.ts',
    // Where it is set, every child process pays for reading it; and it would let the machine's own roots decide tests.
    env: { NODE_EXTRA_CA_CERTS: '' },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // On a busy machine an event may take longer than the second that is vitest's own.
    expect: { poll: { timeout: 10_000 } },
    // Tests leave nothing behind in their process: a file does not need one of its own, nor the sources loaded anew.
    isolate: false,
    // By default one processor less: on two, files would run one after another.
    maxWorkers: '100%',
  },
});
