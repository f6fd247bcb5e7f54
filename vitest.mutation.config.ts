import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import base from './vitest.config.js';

/** The whole command, and servers that let a limit pass: what a table of cases kills need not wait for them. */
const SLOW = ['test/insurance/faults.test.ts', 'test/e2e/order-outcome.test.ts'];

/** Runs the slow files last. */
class QuickFirst extends BaseSequencer {
  override async sort(...[files]: Parameters<BaseSequencer['sort']>) {
    const rank = (file: string) => SLOW.findIndex((slow) => file.endsWith(slow));
    return files.toSorted((one, other) => rank(one.moduleId) - rank(other.moduleId));
  }
}

/** The tests that run the sources within their own process: only there can a mutation tester change them. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/{batch,client,http,insurance}/**/*.test.ts', 'test/e2e/order-outcome.test.ts'],
    env: { ...base.test?.env, WXPAY_TEST_IN_PROCESS: '1' },
    sequence: { sequencer: QuickFirst },
  },
});
