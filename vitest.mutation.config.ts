import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/**
 * The tests of single files, which run the sources within their own process: only there can a mutation tester change
 * them. Without those that let a limit pass, or run whole commands: hundreds of changes have to be tried in turn.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/{http,insurance,batch/results,batch/send}/**/*.test.ts'],
    exclude: ['test/insurance/{api,faults}.test.ts'],
    // A change may leave a test waiting for ever, and none of these takes a second.
    testTimeout: 15_000,
  },
});
