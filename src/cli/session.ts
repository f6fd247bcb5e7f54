import type { Credentials, Sign } from '../apiv3/credentials.js';
import type { KeyRing } from '../apiv3/key-ring.js';
import { isLoopbackUrl } from '../config/base-url.js';
import type { SignerIdentity } from '../config/external-signer.js';
import { type Caller, createCaller } from '../http/caller.js';
import type { CallerOptions, TraceEvent } from '../http/types.js';
import { verbatim } from '../shared/text.js';
import type { Context } from './context.js';
import { openSandbox } from './embedded-sandbox.js';
import { openSettings } from './open-settings.js';
import { bannerText } from './output/banner.js';
import { preparePrinting } from './output/object.js';
import { signerLines } from './output/signer-lines.js';
import { traceLine } from './output/trace-line.js';
import { createWaitReporter, type WaitReporter } from './output/wait-reporter.js';

/** What a command that calls WeChat Pay works with. */
export interface Session {
  caller: Caller;
  /** What `caller` was made of, for a caller that differs from it. */
  callerOptions: CallerOptions;
  credentials: Credentials;
  baseUrl: string;
  /** Defaults for new orders. */
  settings: { notifyUrl?: string | undefined; serviceId?: string | undefined };
  /** Whether what issues orders has to be confirmed: `guard`, in front of the live host. */
  isGuarded: boolean;
  /** Requests a second of a batch, as configured. */
  rate?: number | undefined;
  /** Reads the APIv3 key; most commands do without. */
  apiv3Key: () => Buffer;
  /** The configuration file in use. */
  configFile?: string | undefined;
  /**
   * Tells a person, once, where the command sends and for whom. The first call of `caller` does it by itself; a command
   * that has more to say before, or a caller of its own, does it earlier.
   * @param rows how many rows a batch has, where that is known
   */
  announce: (rows?: number) => void;
}

/** What a command needs of the configuration. */
export interface SessionNeeds {
  /** Whether there must be a key to verify answers with. */
  certs: boolean;
  /** Whether anything will be sent: then placeholders are refused in front of a live host. Default: true. */
  sends?: boolean;
  /** Whether the command itself tells how its calls go, many at a time. */
  tellsProgress?: boolean;
  /** Signs in the place of the configured key, which then need not be there. */
  signFor?: (identity: SignerIdentity) => Sign;
}

/** What notifications are verified and decrypted with. */
export interface NotificationKeys {
  keyRing: KeyRing;
  apiv3Key: Buffer;
}

type Target = Pick<
  Session,
  'credentials' | 'baseUrl' | 'settings' | 'rate' | 'apiv3Key' | 'configFile' | 'isGuarded'
> & {
  profile?: string | undefined;
  isSandbox: boolean;
  backupBaseUrl?: string | undefined;
  proxy?: string | undefined;
  ca?: string | undefined;
  timeout?: number | undefined;
  retries?: number | undefined;
  close?: () => Promise<void>;
};

const openConfigured = async (context: Context, needs: SessionNeeds): Promise<Target> => {
  const { io } = context;
  const [settings, { loadApiv3Key, loadCredentials }, { loadCa }, { refusePlaceholders }] = await Promise.all([
    openSettings(context),
    import('../config/credentials.js'),
    import('../config/ca-file.js'),
    import('../config/placeholders.js'),
  ]);
  const { credentials, warnings, close } = await loadCredentials(settings, Date.now(), {
    needsCerts: needs.certs,
    signFor: needs.signFor,
    onSignerLine: signerLines(context),
    renewPlatform: verbatim('wxpay certs download'),
  });
  for (const warning of [...settings.warnings, ...warnings]) io.warn(warning);
  const { baseUrl, backupBaseUrl, proxy, notifyUrl, serviceId, timeout, retries, rate, sandbox, guard } =
    settings.values;
  const apiv3Key = () => loadApiv3Key(settings);
  if (needs.sends !== false && !context.sendsNothing) refusePlaceholders(settings, credentials);
  return {
    credentials,
    baseUrl,
    backupBaseUrl,
    proxy,
    ca: loadCa(settings),
    timeout,
    retries,
    rate,
    apiv3Key,
    configFile: settings.file,
    profile: settings.profile,
    isSandbox: sandbox,
    isGuarded: guard && [baseUrl, backupBaseUrl].some((url) => url !== undefined && !isLoopbackUrl(url)),
    settings: { notifyUrl, serviceId },
    close,
  };
};

const open = async (context: Context, needs: SessionNeeds = { certs: true }): Promise<Target> => {
  if (!context.options.sandbox) return openConfigured(context, needs);
  const target = await openSandbox(context);
  const { mchid, serial, keyRing } = target.credentials;
  const sign = needs.signFor?.({ mchid, serial, publicKey: undefined });
  return sign === undefined ? target : { ...target, credentials: { mchid, serial, keyRing, sign } };
};

/**
 * Reads the keys for notifications, from the configuration or, with `--sandbox`, the embedded sandbox's.
 * @throws {ConfigError} naming what is missing or wrong, such as `MISSING_APIV3_KEY`
 */
export async function openNotificationKeys(context: Context): Promise<NotificationKeys> {
  const target = await open(context, { certs: true, sends: false });
  try {
    return { keyRing: target.credentials.keyRing, apiv3Key: target.apiv3Key() };
  } finally {
    await target.close?.();
  }
}

/** A caller that says where it sends before it first does. */
const announcing = (caller: Caller, announce: () => void): Caller => ({
  ...caller,
  call: (request) => {
    announce();
    return caller.call(request);
  },
});

/** What tells a person at a terminal why a call takes long; where every event is traced anyway, there is none. */
const waitReporter = ({ world, options, output, io }: Context): WaitReporter | undefined => {
  const isTold = world.stderr.isTTY === true && output === 'table' && !options.quiet;
  return isTold && !options.verbose && !options.debug ? createWaitReporter(io.note) : undefined;
};

/**
 * Opens what a command needs to call WeChat Pay (the configuration and its keys, or the embedded sandbox with
 * `--sandbox`), does the work, and closes it again whatever happens.
 */
export async function withSession(
  context: Context,
  work: (session: Session) => Promise<void>,
  needs?: SessionNeeds,
): Promise<void> {
  const { options, io } = context;
  const target = await open(context, needs);
  const waits = needs?.tellsProgress ? undefined : waitReporter(context);
  try {
    await preparePrinting(context);
    const callerOptions: CallerOptions = {
      env: context.world.env,
      credentials: target.credentials,
      baseUrl: target.baseUrl,
      backupBaseUrl: target.backupBaseUrl,
      proxy: target.proxy,
      ca: target.ca,
      timeout: target.timeout,
      retries: target.retries,
      language: context.language,
      environment: context.world.runtime,
      exchange: context.world.exchange,
      // Not even formatted when nobody listens: a batch makes a million events.
      ...((options.verbose || options.debug) && { onTrace: (event: TraceEvent) => io.trace(traceLine(event)) }),
      ...(waits && { onTrace: waits.onTrace }),
    };
    let isAnnounced = false;
    const announce = (rows?: number) => {
      if (isAnnounced) return;
      isAnnounced = true;
      io.note(bannerText({ ...target, mchid: target.credentials.mchid, rows }));
    };
    await work({ ...target, callerOptions, announce, caller: announcing(createCaller(callerOptions), announce) });
  } finally {
    waits?.stop();
    await target.close?.();
  }
}
