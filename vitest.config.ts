import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Where it is set, every child process pays for reading it; and it would let the machine's own roots decide tests.
    env: { NODE_EXTRA_CA_CERTS: '' },
    testTimeout: 20_000,
  },
});
