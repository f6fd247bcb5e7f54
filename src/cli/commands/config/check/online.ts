import { clockOffsetSeconds } from '../../../../apiv3/clock.js';
import type { Credentials } from '../../../../apiv3/credentials.js';
import { CERTIFICATES_PATH } from '../../../../apiv3/path.js';
import { isPublicKeyId } from '../../../../apiv3/serial.js';
import {
  readHeader,
  type Verdict,
  type VerifyResponseInput,
  verifyResponse,
} from '../../../../apiv3/verify-response.js';
import { loadCa } from '../../../../config/ca-file.js';
import { loadApiv3Key, loadCredentials } from '../../../../config/credentials.js';
import type { Settings } from '../../../../config/settings.js';
import { keyPath } from '../../../../config/settings-table.js';
import { ApiError, SignatureError } from '../../../../errors.js';
import { createCaller, isHostFailure } from '../../../../http/caller.js';
import { downloadCertificates } from '../../../../http/platform-certificates.js';
import { describeProxy, proxyFor } from '../../../../http/proxy.js';
import { realRuntime } from '../../../../http/runtime.js';
import { signRequest } from '../../../../http/sign-request.js';
import type { CallerOptions, TraceEvent } from '../../../../http/types.js';
import { sayCheck } from '../../../../texts/config-check.js';
import type { Context } from '../../../context.js';
import { signerLines } from '../../../output/signer-lines.js';
import { traceLine } from '../../../output/trace-line.js';
import { type Check, failed, failedWith, passed, warned } from './check.js';

/** How one signed call to a host ended. */
interface Trial {
  /** `undefined` for a response that verified and is not an error. */
  error: unknown;
  /** Whether the response verified, and with which key; `undefined` without a response. */
  verdict: Verdict | undefined;
  /** Seconds by which the host's clock is ahead of ours; `undefined` when it does not say. */
  clockOffset: number | undefined;
  /** Milliseconds. */
  duration: number;
}

/** The host's clock is read to the second, and the way there takes its time. */
const NOTABLE_OFFSET_SECONDS = 60;

/** Above this the request is refused, and every response too. */
const REFUSED_OFFSET_SECONDS = 300;

/** Sends the one call that changes nothing, to one host, once. */
const tryHost = async (options: CallerOptions, signal: AbortSignal): Promise<Trial> => {
  let verdict: Verdict | undefined;
  let clockOffset: number | undefined;
  const verify = (input: VerifyResponseInput): Verdict => {
    clockOffset = clockOffsetSeconds(readHeader(input.headers, 'date'), input.now);
    verdict = verifyResponse(input);
    return verdict;
  };
  const started = performance.now();
  const result = await createCaller({ ...options, verify, retries: 0 }).call({
    method: 'GET',
    target: CERTIFICATES_PATH,
    idempotent: true,
    expectJson: true,
    signal,
  });
  const duration = Math.round(performance.now() - started);
  return { error: result.ok ? undefined : result.error, verdict, clockOffset, duration };
};

const hostCheck = (name: string, { error, duration }: Trial, { baseUrl, proxy, env = {} }: CallerOptions): Check => {
  if (error !== undefined && isHostFailure(error)) return failedWith(name, error);
  const server = proxyFor(new URL(baseUrl), proxy, env);
  return passed(
    name,
    server === undefined
      ? sayCheck('reached', duration)
      : sayCheck('reachedThrough', duration, `${describeProxy(server)} (${server.from})`),
  );
};

const clockChecks = ({ clockOffset }: Trial): Check[] => {
  if (clockOffset === undefined) return [];
  const off = Math.abs(clockOffset);
  if (off <= NOTABLE_OFFSET_SECONDS) return [passed('clock', sayCheck('clock'))];
  const say = off > REFUSED_OFFSET_SECONDS ? failed : warned;
  return [say('clock', sayCheck('clockOff', clockOffset), sayCheck('clockSet'))];
};

/** Whether WeChat Pay has said that it knows the call and has no platform certificates for this merchant. */
const hasNoCertificates = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 404 && error.code === 'RESOURCE_NOT_EXISTS';

const callChecks = ({ error, verdict }: Trial, { keyRing }: Credentials): Check[] => {
  const name = 'call';
  const hasPublicKey = keyRing.ids.some(isPublicKeyId);
  const isVerified = verdict?.ok === true;
  const isUnknown = verdict?.ok === false && verdict.reason === 'unknown-serial';
  const signedBy = isVerified || isUnknown ? verdict.serial : '';
  const isClosed = hasPublicKey && signedBy !== '' && !isPublicKeyId(signedBy);
  if (isUnknown && isClosed && (error instanceof SignatureError || hasNoCertificates(error))) {
    return [failed(name, sayCheck('switchNotOpen', signedBy), sayCheck('switchHint'))];
  }
  if (error !== undefined && !hasNoCertificates(error)) return [failedWith(name, error)];
  if (!isVerified) return [failed(name, sayCheck('acceptedUnsigned'), sayCheck('acceptedUnsignedHint'))];
  const mode = sayCheck(error === undefined ? 'certificateMode' : 'publicKeyMode');
  return [
    passed(name, sayCheck('accepted', mode, signedBy)),
    ...(isClosed ? [warned(name, sayCheck('switchNotOpen', signedBy), sayCheck('switchHint'))] : []),
  ];
};

/** Whether the APIv3 key decrypts: only a merchant with platform certificates gets something encrypted on request. */
const decryptChecks = async (settings: Settings, options: CallerOptions, signal: AbortSignal): Promise<Check[]> => {
  if (settings.values.apiv3Key === undefined) return [];
  try {
    await downloadCertificates({ ...options, retries: 0 }, loadApiv3Key(settings), signal);
    return [passed('apiv3Key', sayCheck('decrypts'))];
  } catch (error) {
    return [failedWith('apiv3Key', error)];
  }
};

/**
 * Every check that asks WeChat Pay: whether each host is reached, how far the clock is off, and whether merchant, serial
 * and key are accepted and the response verifies. Sends only `GET /v3/certificates`.
 * @param settings whose offline checks have passed
 * @throws the reason of the run's signal
 */
export async function checkOnline(settings: Settings, context: Context): Promise<Check[]> {
  const { credentials, close } = await loadCredentials(settings, Date.now(), { onSignerLine: signerLines(context) });
  try {
    const signer = await checkSigner(credentials);
    // Nothing can be sent that is not signed.
    return signer.some(({ status }) => status === 'fail')
      ? signer
      : [...signer, ...(await checkCalls(settings, credentials, context))];
  } finally {
    await close();
  }
}

/** Has a signer sign the request that is sent next: one that knows what it signs for would refuse anything else. */
async function checkSigner(credentials: Credentials): Promise<Check[]> {
  if (credentials.sign === undefined) return [];
  const name = keyPath('signer');
  try {
    await signRequest({ method: 'GET', target: CERTIFICATES_PATH }, credentials, realRuntime());
    return [passed(name, sayCheck('signs'))];
  } catch (error) {
    return [failedWith(name, error)];
  }
}

async function checkCalls(
  settings: Settings,
  credentials: Credentials,
  { world, language, options, io }: Context,
): Promise<Check[]> {
  const { baseUrl, backupBaseUrl, proxy, timeout } = settings.values;
  const common = {
    env: world.env,
    credentials,
    proxy,
    ca: loadCa(settings),
    timeout,
    language,
    ...((options.verbose || options.debug) && { onTrace: (event: TraceEvent) => io.trace(traceLine(event)) }),
  };
  const hosts = Object.entries({ baseUrl, backupBaseUrl }).flatMap(([name, url]) =>
    url === undefined ? [] : [{ name, callerOptions: { ...common, baseUrl: url } }],
  );
  const tried = await Promise.all(
    hosts.map(async (host) => ({ ...host, trial: await tryHost(host.callerOptions, world.signal) })),
  );
  const checks = tried.map(({ name, trial, callerOptions }) => hostCheck(name, trial, callerOptions));
  const reached = tried.find(({ trial }) => !isHostFailure(trial.error));
  if (reached === undefined) return checks;
  const { trial, callerOptions } = reached;
  return [
    ...checks,
    ...clockChecks(trial),
    ...callChecks(trial, credentials),
    ...(trial.error === undefined ? await decryptChecks(settings, callerOptions, world.signal) : []),
  ];
}
