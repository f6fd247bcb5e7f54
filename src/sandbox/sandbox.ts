import { createPublicKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createKeyRing, type VerifyingKey } from '../apiv3/key-ring.js';
import { createAnswerWriter, type Signer } from './answer.js';
import { createApi } from './api.js';
import { type ConfigFacts, type ConfigFile, sandboxConfig, writeConfigFile } from './config-file.js';
import { createControl } from './control.js';
import { type DataDir, dataDirError, openDataDir } from './data-dir.js';
import { createFaultPlan, parseQueuedFault } from './faults.js';
import { createGuard } from './guard.js';
import { type Merchant, openMerchant, type SigningPair } from './merchant.js';
import { createOrders } from './orders.js';
import { certificatesAnswer, findPlatform, makePlatform, type Platform } from './platform.js';
import { createRequestLog } from './request-log.js';
import { createResponder } from './responder.js';
import type { Random } from './secrets.js';
import { type ListeningServer, listen } from './server.js';
import { createFolderStore, createMemoryStore } from './store.js';
import type { Sandbox, SandboxOptions } from './types.js';

interface Keys {
  merchant: Merchant;
  /** The platform certificate; made in certificate mode, and from then on a signer in either mode. */
  platform: Platform | undefined;
}

const openKeys = async ({ path }: DataDir, needsPlatform: boolean, now: number, random: Random): Promise<Keys> => {
  const folder = join(path, 'platform');
  const [merchant] = await Promise.all([
    openMerchant(join(path, 'keys'), now, random),
    needsPlatform && makePlatform(folder, now, random),
  ]);
  return { merchant, platform: await findPlatform(folder) };
};

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
  const [{ merchant, platform }, store] = await Promise.all([
    openKeys(dataDir, options.mode === 'certificate', now(), random),
    dataDir.inMemory ? createMemoryStore() : createFolderStore(join(dataDir.path, 'orders')),
  ]);
  const certified = options.mode === 'certificate' ? platform : undefined;
  const verifyWith = certified ?? merchant.publicKey;
  const signers: [Signer, ...Signer[]] = [verifyWith, merchant.publicKey, ...(platform ? [platform] : [])];

  const answers = createAnswerWriter({ signers, now, random });
  const orders = createOrders({ store, now, random, receiveAfter });
  const faults = createFaultPlan(options.faults ?? [], seed);
  const log = createRequestLog(now);
  const { mchid, serial, privateKey, apiv3Key } = merchant;
  const stopping = new AbortController();
  const respond = createResponder({
    api: createApi({
      guard: createGuard({ mchid, serial, publicKey: createPublicKey(privateKey), now }),
      orders,
      certificates: certified && (() => certificatesAnswer(certified, apiv3Key, random)),
      answers,
      faults,
    }),
    control: createControl({ faults, log, orders, host }),
    answers,
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
    await server.close();
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
 * signatures, signing everything, idempotent by the order's number, and going wrong on demand.
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
