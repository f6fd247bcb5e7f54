import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The tests that run the sources within their own process: only there can a mutation tester change them. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/{batch,client,http,insurance}/**/*.test.ts', 'test/e2e/order-outcome.test.ts'],
    env: { ...base.test?.env, WXPAY_TEST_IN_PROCESS: '1' },
  },
});
