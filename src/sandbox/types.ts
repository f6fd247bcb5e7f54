import type { Credentials } from '../apiv3/credentials.js';
import type { InsuranceOrder } from '../insurance/schema.js';
import type { SeenRequest } from './control/request-log.js';
import type { FaultRule } from './faults/fault-plan.js';
import type { Random } from './keys/data-file.js';
import type { SandboxConfig } from './keys/ready-config.js';
import type { SandboxMode } from './keys/sandbox-keys.js';
import type { SentNotification } from './notifications/notification-log.js';

/** How a sandbox is set up. */
export interface SandboxOptions {
  /** Address to listen on; 127.0.0.1 by default. */
  host?: string | undefined;
  /** Port to listen on; 0, the default, takes a free one. */
  port?: number | undefined;
  /**
   * Folder for keys and orders, made if it is missing; several sandboxes may share one at the same time. `:memory:`
   * keeps orders in memory, and keys in a temporary folder until the sandbox is closed.
   */
  dataDir: string;
  /** `publickey` by default. */
  mode?: SandboxMode | undefined;
  /** Faults that befall a share of the requests. */
  faults?: readonly FaultRule[] | undefined;
  /** Bounds, in milliseconds, of the time that every response is held back. */
  latency?: readonly [min: number, max: number] | undefined;
  /** Makes faults and latency repeatable; a random one by default. */
  seed?: number | undefined;
  /** Milliseconds after which an order leaves `RECEIVING`; 2000 by default. */
  receiveAfter?: number | undefined;
  /** Whether to write the configuration file; `true` by default. */
  writeConfig?: boolean | undefined;
  /**
   * Whether to send a signed and encrypted notification to an order's `notify_url` when its state changes, again and
   * again until it is taken; `false` by default, and `true` for `wxpay sandbox`.
   */
  notify?: boolean | undefined;
  /** Divides the waits between the attempts of a notification, which add up to four hours; 1 by default. */
  notifySpeed?: number | undefined;
  /** The clock, in milliseconds since 1970. */
  now?: (() => number) | undefined;
  /** The source of random bytes. */
  random?: Random | undefined;
}

/** A running sandbox. */
export interface Sandbox {
  /** Base URL, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly mchid: string;
  readonly seed: number;
  /** Path of the ready `.wechatpayrc.json`; it goes when the sandbox is closed. `undefined` with `writeConfig: false`. */
  readonly configFile: string | undefined;
  /** What the configuration file says, with absolute paths. */
  readonly config: SandboxConfig;
  /** The same, loaded: for a client in this process, which then needs to read no file. */
  readonly credentials: Credentials;
  /**
   * Puts faults into the queue, one for each of the next requests; `none` lets one through.
   * @throws {UsageError} `UNKNOWN_FAULT` whose hint names the nearest known one
   */
  queueFaults(names: readonly string[]): void;
  /** Empties that queue; the share of requests that `faults` befall stays. */
  clearFaults(): void;
  /** The last 1000 requests to the API, oldest first. */
  requests(): readonly SeenRequest[];
  /** The last 1000 notifications that were sent, each with its attempts, oldest first. */
  notifications(): readonly SentNotification[];
  /** All orders, oldest first, in their present state. */
  orders(): Promise<InsuranceOrder[]>;
  /**
   * Ends all connections at once, and removes the configuration file and temporary keys. Notifications that nobody has
   * taken by then are not sent any more, by a later sandbox neither.
   */
  close(): Promise<void>;
}
