import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWaitReporter } from '../../../src/cli/output/wait-reporter.js';
import type { TraceEvent } from '../../../src/http/types.js';
import { verbatim } from '../../../src/shared/text.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const attempt = (number: number, host = 'api.mch.weixin.qq.com'): TraceEvent => ({
  event: 'attempt',
  attempt: number,
  method: 'GET',
  url: `https://${host}/v3/certificates`,
  serial: 'S',
});
const answer: TraceEvent = { event: 'answer', status: 200, requestId: undefined, signedBy: undefined, ms: 1 };

const start = () => {
  const told: string[] = [];
  const chinese: string[] = [];
  const reporter = createWaitReporter(
    ({ en, zh }) => {
      told.push(en);
      chinese.push(zh);
    },
    () => Date.now(),
  );
  return { told, chinese, ...reporter };
};

describe('a call that takes long', () => {
  it('is told after 2 s, then every 5 s, until it is answered', () => {
    const { told, chinese, onTrace } = start();
    onTrace(attempt(1));
    vi.advanceTimersByTime(1999);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(6000);
    onTrace(answer);
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([
      'still waiting for api.mch.weixin.qq.com (2 s) …',
      'still waiting for api.mch.weixin.qq.com (7 s) …',
    ]);
    expect(chinese[0]).toBe('仍在等待 api.mch.weixin.qq.com 的应答（2 秒）…');
  });

  it('is told with every retry, its cause, and the host that is asked then', () => {
    const { told, onTrace } = start();
    onTrace(attempt(1));
    vi.advanceTimersByTime(1000);
    onTrace({ event: 'failure', message: verbatim('GET https://a/: no connection within 1 s'), ms: 1000 });
    onTrace({ event: 'wait', ms: 500, attempt: 2, of: 4 });
    vi.advanceTimersByTime(5000);
    onTrace(attempt(2, 'api2.mch.weixin.qq.com'));
    vi.advanceTimersByTime(2000);
    expect(told).toEqual([
      'retrying (2 of 4) after: GET https://a/: no connection within 1 s',
      'still waiting for api2.mch.weixin.qq.com (8 s) …',
    ]);
  });

  it('is not told once the command has ended', () => {
    const { told, onTrace, stop } = start();
    onTrace(attempt(1));
    stop();
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([]);
  });
});

it('says nothing of calls that are answered at once', () => {
  const { told, onTrace } = start();
  for (let count = 0; count < 3; count += 1) {
    onTrace(attempt(1));
    vi.advanceTimersByTime(1000);
    onTrace(answer);
  }
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});
