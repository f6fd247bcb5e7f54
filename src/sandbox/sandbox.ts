import { createPublicKey, randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { createKeyRing, type VerifyingKey } from '../apiv3/key-ring.js';
import { createApi } from './api/api.js';
import { createAuthenticator } from './api/authenticate.js';
import { type ListeningServer, listen } from './api/http-server.js';
import { createOrders } from './api/order-service.js';
import { createFolderStore, createMemoryStore } from './api/order-store.js';
import { viewOrder } from './api/order-view.js';
import { createResponder } from './api/responder.js';
import { createResponseWriter, type Signer } from './api/response-writer.js';
import { createControl } from './control/control.js';
import { createRequestLog } from './control/request-log.js';
import { createFaultPlan, parseQueuedFault } from './faults/fault-plan.js';
import { type DataDir, dataDirError, openDataDir } from './keys/data-dir.js';
import type { SigningPair } from './keys/merchant.js';
import { certificatesResponse } from './keys/platform.js';
import { type ConfigFacts, type ConfigFile, sandboxConfig, writeConfigFile } from './keys/ready-config.js';
import { openKeys } from './keys/sandbox-keys.js';
import { createNotifier } from './notifications/notifier.js';
import { postNotification, RESPONSE_TIMEOUT_MS } from './notifications/post-notification.js';
import { writeNotification } from './notifications/write-notification.js';
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
  const { host = '127.0.0.1', port = 0, receiveAfter = 2000, now = Date.now, random = randomBytes } = options;
  const seed = options.seed ?? random(4).readUInt32BE();
  const [{ merchant, platform, verifyWith }, store] = await Promise.all([
    openKeys(dataDir.path, options.mode, now(), random),
    dataDir.inMemory ? createMemoryStore() : createFolderStore(join(dataDir.path, 'orders')),
  ]);
  const certified = options.mode === 'certificate' ? platform : undefined;
  const signers: [Signer, ...Signer[]] = [verifyWith, merchant.publicKey, ...(platform ? [platform] : [])];

  const responses = createResponseWriter({ signers, now, random });
  const { mchid, serial, privateKey, apiv3Key } = merchant;
  const notifier = createNotifier({
    store,
    send: async (order, id, signal) => {
      const content = { id, createdAt: order.received_at, order: viewOrder(order, Math.max(now(), order.received_at)) };
      const wire = await writeNotification(content, { responses, apiv3Key, random });
      return postNotification(order.request.notify_url, wire, { timeout: RESPONSE_TIMEOUT_MS, signal });
    },
    now,
    speed: options.notifySpeed ?? 1,
  });
  const onCreated = options.notify ? notifier.schedule : undefined;
  const orders = createOrders({ store, now, random, receiveAfter, onCreated });
  const faults = createFaultPlan(options.faults ?? [], seed);
  const log = createRequestLog(now);
  const stopping = new AbortController();
  // Every delayed response listens to it; Node warns of a leak from the eleventh on.
  setMaxListeners(0, stopping.signal);
  const respond = createResponder({
    api: createApi({
      authenticate: createAuthenticator({ mchid, serial, publicKey: createPublicKey(privateKey), now }),
      orders,
      certificates: certified && (() => certificatesResponse(certified, apiv3Key, random)),
      responses,
      faults,
    }),
    control: createControl({ faults, log, orders, notifications: notifier.sent, host }),
    responses,
    log,
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
    await Promise.all([server.close(), notifier.close()]);
    await dataDir.dispose();
  };
  return {
    url: server.url,
    mchid,
    seed,
    configFile: configFile?.path,
    config: sandboxConfig(facts),
    credentials: { mchid, serial, privateKey, keyRing: createKeyRing([publicHalf(verifyWith)]) },
    queueFaults: (names) => faults.queue(names.map(parseQueuedFault)),
    clearFaults: () => {
      faults.clear();
    },
    notifications: notifier.sent,
    requests: () => log.entries(),
    orders: () => orders.list(),
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
