import { createPublicKey } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { createKeyRing, type VerifyingKey } from '../apiv3/key-ring.js';
import { isLoopbackHost } from '../shared/loopback.js';
import { VERSION } from '../shared/version.js';
import { createApi } from './api/api.js';
import { createAuthenticator } from './api/authenticate.js';
import { type ListeningServer, listen } from './api/http-server.js';
import { createOrders } from './api/order-service.js';
import { createFolderStore, createMemoryStore } from './api/order-store.js';
import { showOrder } from './api/order-view.js';
import { createResponder } from './api/responder.js';
import { createResponseWriter } from './api/response-writer.js';
import { type ChangedPart, createChangeEvents } from './control/change-events.js';
import { createControl } from './control/control.js';
import { createRequestLog } from './control/request-log.js';
import { SANDBOX_DEFAULTS } from './defaults.js';
import { createFaultPlan, parseQueuedFault } from './faults/fault-plan.js';
import { createInspector } from './inspector/inspector.js';
import { type DataDir, dataDirError, openDataDir } from './keys/data-dir.js';
import { createRandom } from './keys/data-file.js';
import type { SigningPair } from './keys/merchant.js';
import { certificatesResponse } from './keys/platform.js';
import { type ConfigFacts, type ConfigFile, sandboxConfig, writeConfigFile } from './keys/ready-config.js';
import { openKeys } from './keys/sandbox-keys.js';
import { chooseDestination } from './notifications/destination.js';
import { createNotifier, type NotifierOptions } from './notifications/notifier.js';
import { postNotification, RESPONSE_TIMEOUT_MS } from './notifications/post-notification.js';
import { shareOf, writeNotification } from './notifications/write-notification.js';
import type { Sandbox, SandboxOptions } from './types.js';

/** What a client may know of a key: not its private half. */
const publicHalf = ({ id, kind, publicKey, validity }: SigningPair): VerifyingKey => ({
  id,
  kind,
  publicKey,
  ...(validity && { validity }),
});

const writeOrClose = async ({ path }: DataDir, facts: ConfigFacts, server: ListeningServer): Promise<ConfigFile> => {
  try {
    return await writeConfigFile(path, facts);
  } catch (error) {
    await server.close();
    throw error;
  }
};

const start = async (dataDir: DataDir, options: SandboxOptions): Promise<Sandbox> => {
  const { host = SANDBOX_DEFAULTS.host, port = 0, now = Date.now, random = createRandom() } = options;
  const { receiveAfter = SANDBOX_DEFAULTS.receiveAfter, notifySpeed = SANDBOX_DEFAULTS.notifySpeed } = options;
  const { readLag = SANDBOX_DEFAULTS.readLag, reentry = SANDBOX_DEFAULTS.reentry } = options;
  const {
    mode = SANDBOX_DEFAULTS.mode,
    keySwitch = SANDBOX_DEFAULTS.keySwitch,
    sparse,
    deliverTo,
    allowHosts = [],
    onEvent,
  } = options;
  const seed = options.seed ?? random(4).readUInt32BE();
  const [{ merchant, platform, verifyWith, signers }, store] = await Promise.all([
    openKeys(dataDir.path, mode, now(), random, keySwitch),
    dataDir.inMemory ? createMemoryStore() : createFolderStore(join(dataDir.path, 'orders')),
  ]);
  const certified = mode === 'certificate' || keySwitch !== 'off' ? platform : undefined;
  const responses = createResponseWriter({ signers, now, random });
  const { mchid, serial, privateKey, apiv3Key } = merchant;

  const events = createChangeEvents();
  const changed = (part: ChangedPart): void => events.changed(part);
  /** The key that signs all attempts of a notification: during the move to the public key, a share of them by that. */
  const keyFor = (id: string): string | undefined =>
    typeof keySwitch === 'number' && shareOf(id) * 100 < keySwitch ? merchant.publicKey.id : undefined;
  const send: NotifierOptions['send'] = async ({ order, state, id, changedAt, url }, signal) => {
    const content = { id, createdAt: changedAt, order: showOrder(order, state, sparse) };
    const keys = { responses, apiv3Key, random, signWith: keyFor(id) };
    const wire = await writeNotification(content, keys);
    return postNotification(url, wire, { timeout: RESPONSE_TIMEOUT_MS, signal });
  };
  const notifier = createNotifier({
    store,
    send,
    destination: (notifyUrl) => chooseDestination(notifyUrl, { deliverTo, allowHosts }),
    onNotification: (notification, attempt, reason) => {
      changed('notifications');
      onEvent?.({ event: 'notification', notification, attempt, reason });
    },
    now,
    speed: notifySpeed,
  });
  const orders = createOrders({
    store,
    now,
    random,
    receiveAfter,
    readLag,
    reentry,
    sparse,
    onChange: () => changed('orders'),
    onStateChange: (order) => {
      changed('orders');
      if (options.notify) notifier.schedule(order);
    },
  });
  const faults = createFaultPlan(options.faults ?? [], seed);
  const log = createRequestLog(now);
  const stopping = new AbortController();
  // Every delayed response listens to it; Node warns of a leak from the eleventh on.
  setMaxListeners(0, stopping.signal);
  const networkToken = isLoopbackHost(host) ? undefined : random(16).toString('hex');
  const pageToken = random(16).toString('hex');
  const health = { version: VERSION, mchid, mode, seed };
  const control = createControl({ faults, log, orders, notifier, health, onFaults: () => changed('faults') });
  const respond = createResponder({
    api: createApi({
      authenticate: createAuthenticator({ mchid, serial, publicKey: createPublicKey(privateKey), now }),
      orders,
      certificates: certified && (() => certificatesResponse(certified, apiv3Key, random)),
      responses,
      faults,
    }),
    control,
    inspector: createInspector({ log, orders, notifier, faults }, control, pageToken),
    access: { host, networkToken, pageToken },
    events,
    responses,
    log,
    onRequest: (request, reason) => {
      changed('requests');
      onEvent?.({ event: 'request', request, reason });
    },
    latency: options.latency ?? [0, 0],
    seed,
    signal: stopping.signal,
  });

  const server = await listen(respond, host, port);
  const facts: ConfigFacts = { merchant, verifyWith, url: server.url };
  const configFile = options.writeConfig === false ? undefined : await writeOrClose(dataDir, facts, server);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // First the file: as long as the port is taken, no other sandbox can have written the same one.
    await configFile?.remove();
    stopping.abort();
    events.close();
    await Promise.all([server.close(), notifier.close()]);
    await dataDir.dispose();
  };
  return {
    url: server.url,
    mchid,
    seed,
    configFile: configFile?.path,
    config: sandboxConfig(facts),
    networkToken,
    credentials: { mchid, serial, privateKey, keyRing: createKeyRing(verifyWith.map(publicHalf)) },
    queueFaults: (names) => faults.queue(names.map(parseQueuedFault)),
    clearFaults: () => {
      faults.clear();
    },
    notifications: notifier.sent,
    settleNotifications: notifier.settle,
    requests: () => log.entries(),
    orders: async () => (await orders.list()).orders,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};

/**
 * Starts a local server that behaves as WeChat Pay does for the insurance API, with keys of its own: strict about
 * signatures, signing everything, idempotent by the order's number, and failing on demand.
 * @throws {ConfigError} `BAD_SANDBOX_DATA` when the data directory cannot be used
 * @throws {UsageError} `CANNOT_LISTEN` when the address is taken or not of this machine
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const dataDir = await openDataDir(options.dataDir);
  try {
    return await start(dataDir, options);
  } catch (error) {
    await dataDir.dispose();
    throw dataDirError(dataDir.path, error);
  }
}
