import { Options, RequestError } from 'got';
import type { Progress } from '../../src/http/connection.js';
import { brokenResponse, type FailedAttempt, networkError, timeoutError } from '../../src/http/network-error.js';
import type { CallRequest, Exchange, RawResponse } from '../../src/http/types.js';
import { verbatim } from '../../src/shared/text.js';
import type { Chance } from './chance.js';
import { FAULTS, type Fault } from './faults.js';
import type { Model } from './model.js';
import type { Platform, WireResponse } from './platform.js';
import { createResponder } from './responder.js';
import type { VirtualTime } from './virtual-time.js';

/** The network of a sequence, between its runs and the model. */
export interface Network {
  exchange: Exchange;
  /** Which run sends now. */
  run: number;
  /** The faults that may befall an attempt, and how probable it is that one does. */
  weather: { faults: readonly Fault[]; probability: number };
  /** How many requests that change something were sent by each run. */
  posts: Map<number, number>;
  /** Ends the run under way: what it has sent goes on, and it sends and learns nothing more. */
  kill: () => void;
  /** Lets the next run send again. */
  revive: () => void;
}

/** What the network connects. */
interface Setup {
  chance: Chance;
  time: VirtualTime;
  model: Model;
  platform: Platform;
  trace: (line: string) => void;
}

const NOT_SENT: readonly Fault[] = ['connection-refused', 'lookup-failed', 'connect-timeout'];
const CONNECT_LIMIT_SECONDS = 10;
const NO_OPTIONS = new Options();
const LONGEST_DELAY_MS = 60_000;

/** How far an attempt got, as Node would have told. */
const reached = (phase: Progress['phase']): Progress => ({
  phase,
  maySend: phase === 'response',
  isReused: false,
  follow: () => {},
});

/** Makes the network of one sequence. */
export function createNetwork({ chance, time, model, platform, trace }: Setup): Network {
  let dead = new AbortController();
  const respond = createResponder({ chance, model, platform });

  const attemptOf = ({ method }: CallRequest, url: URL, phase: Progress['phase']): FailedAttempt => ({
    method,
    url,
    proxy: undefined,
    progress: reached(phase),
  });
  const systemError = (attempt: FailedAttempt, code: string): unknown => {
    const error = new RequestError(code, Object.assign(new Error(code), { code }), NO_OPTIONS);
    return networkError(error, attempt) ?? error;
  };

  /** Waits as the client does: until something comes, its limit is over, it is stopped, or it is killed. */
  const wait = async (ms: number, signal: AbortSignal | undefined, aborted: () => unknown): Promise<void> => {
    const ends = [dead.signal, ...(signal ? [signal] : [])];
    try {
      await time.sleep(ms, AbortSignal.any(ends));
    } catch {
      throw aborted();
    }
  };

  const carryOut = (request: CallRequest, url: URL): WireResponse =>
    model.handle(request.method, url.pathname, request.body?.toString() ?? '', network.run);

  const send: Exchange = async (request, url, seconds) => {
    const { signal } = request;
    const limit = seconds * 1000;
    const { faults, probability } = network.weather;
    const [first, ...others] = faults;
    const fault = first !== undefined && chance.happens(probability) ? chance.pick([first, ...others]) : undefined;
    const latency = chance.integer(1, 200);
    const open = attemptOf(request, url, 'response');
    const stopped = () => brokenResponse(open, 'ABORTED', verbatim('stopped'));
    trace(`${request.method} ${url.pathname} ${request.body?.toString() ?? ''} ${fault ?? ''}`);
    if (request.method !== 'GET') network.posts.set(network.run, (network.posts.get(network.run) ?? 0) + 1);
    if (fault !== undefined && NOT_SENT.includes(fault)) {
      const attempt = attemptOf(request, url, fault === 'lookup-failed' ? 'lookup' : 'connect');
      const isLate = fault === 'connect-timeout';
      const connectLimit = Math.min(seconds, CONNECT_LIMIT_SECONDS);
      await wait(isLate ? connectLimit * 1000 : latency, signal, () =>
        brokenResponse(attempt, 'ABORTED', verbatim('stopped')),
      );
      if (isLate) throw timeoutError(attempt, connectLimit);
      throw systemError(attempt, fault === 'lookup-failed' ? 'ENOTFOUND' : 'ECONNREFUSED');
    }
    await wait(latency, signal, stopped);
    const isLate = fault === 'timeout-before' || fault === 'timeout-after';
    const isStoredLate = fault === 'stored-late' || fault === 'stored-late-502';
    const run = network.run;
    if (isStoredLate) {
      const later = chance.integer(100, LONGEST_DELAY_MS);
      time.after(later, () => {
        trace(`(now carried out: ${request.method} ${url.pathname})`);
        model.handle(request.method, url.pathname, request.body?.toString() ?? '', run);
      });
    }
    const isBefore =
      fault?.endsWith('-before') || isStoredLate || ['rate-limited', 'unauthorized'].includes(fault ?? '');
    const isRefused = fault === 'signed-refusal' || fault === 'unsigned-refusal';
    const genuine = isBefore || isRefused ? undefined : carryOut(request, url);
    if (isLate || (fault === 'stored-late' && chance.happens(0.5))) {
      await wait(limit - latency, signal, stopped);
      throw timeoutError(open, seconds);
    }
    await wait(Math.min(latency, limit - latency), signal, stopped);
    if (fault === 'cut-before' || fault === 'cut-after' || fault === 'stored-late') {
      throw chance.happens(0.5) ? systemError(open, 'ECONNRESET') : brokenResponse(open, 'CUT_SHORT', verbatim('cut'));
    }
    if (fault === 'switched-protocols') throw brokenResponse(open, 'UNEXPECTED_UPGRADE', verbatim('upgraded'));
    const isReused = request.freshConnection !== true && chance.happens(0.5);
    const response = respond({ fault, genuine, request, isReused });
    trace(`  → ${response.status}${isReused ? ' (reused)' : ''} ${response.body.toString()}`);
    const raw: RawResponse = { ...response, authorization: 'WECHATPAY2-SHA256-RSA2048 simulated', isReused };
    return raw;
  };

  const network: Network = {
    run: 0,
    weather: { faults: FAULTS, probability: 0 },
    posts: new Map(),
    exchange: async (request, url, seconds) => {
      if (dead.signal.aborted)
        throw brokenResponse(attemptOf(request, url, 'connection'), 'ABORTED', verbatim('killed'));
      return send(request, url, seconds);
    },
    kill: () => dead.abort(),
    revive: () => {
      dead = new AbortController();
    },
  };
  return network;
}
