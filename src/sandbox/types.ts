import type { KeyCredentials } from '../apiv3/credentials.js';
import type { InsuranceOrder } from '../insurance/schema.js';
import type { Text } from '../shared/text.js';
import type { ReentryForm } from './api/error-responses.js';
import type { SeenRequest } from './control/request-log.js';
import type { FaultRule } from './faults/fault-plan.js';
import type { Random } from './keys/data-file.js';
import type { SandboxConfig } from './keys/ready-config.js';
import type { KeySwitch, SandboxMode } from './keys/sandbox-keys.js';
import type { NotificationAttempt, SentNotification } from './notifications/notification-log.js';

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
  /** Plays a merchant's move from the platform certificate to the public key; `off` by default. */
  keySwitch?: KeySwitch | undefined;
  /** Faults that befall a share of the requests. */
  faults?: readonly FaultRule[] | undefined;
  /** Bounds, in milliseconds, of the time that every response is held back. */
  latency?: readonly [min: number, max: number] | undefined;
  /** Makes faults and latency repeatable; a random one by default. */
  seed?: number | undefined;
  /** Milliseconds after which an order leaves `RECEIVING`; 2000 by default. */
  receiveAfter?: number | undefined;
  /** Milliseconds after its creation until an order can be read; 0 by default. */
  readLag?: number | undefined;
  /** How a number that is used again with other parameters is refused; `invalid-request` by default. */
  reentry?: ReentryForm | undefined;
  /** Leave begin and end of the cover out until an order is received. */
  sparse?: boolean | undefined;
  /** Whether to write the configuration file; `true` by default. */
  writeConfig?: boolean | undefined;
  /**
   * Whether to send a signed and encrypted notification to an order's `notify_url` when its state changes, again and
   * again until it is taken; `false` by default, and `true` for `wxpay sandbox`.
   */
  notify?: boolean | undefined;
  /** A URL that notifications are sent to, whatever `notify_url` an order names. */
  deliverTo?: string | undefined;
  /** Hosts beside this machine that notifications may be sent to, by name; others are held back. */
  allowHosts?: readonly string[] | undefined;
  /** Told of every request and notification. */
  onEvent?: ((event: SandboxEvent) => void) | undefined;
  /** Divides the waits between the attempts of a notification, which add up to four hours; 1 by default. */
  notifySpeed?: number | undefined;
  /** The clock, in milliseconds since 1970. */
  now?: (() => number) | undefined;
  /** The source of random bytes; that of `node:crypto` by default. */
  random?: Random | undefined;
}

/** What a sandbox tells of. */
export type SandboxEvent =
  | {
      event: 'request';
      request: SeenRequest;
      /** Why it was refused. */
      reason: Text | undefined;
    }
  | {
      event: 'notification';
      notification: SentNotification;
      /** `undefined` for a notification that was held back. */
      attempt: NotificationAttempt | undefined;
      /** Why it was held back, or why there was no response. */
      reason: Text | undefined;
    };

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
  /** Lets other machines use the controls, as `Authorization: Bearer <token>`; `undefined` on a loopback host. */
  readonly networkToken: string | undefined;
  /** The same, loaded: for a client in this process, which then needs to read no file. */
  readonly credentials: KeyCredentials;
  /**
   * Puts faults into the queue, one for each of the next requests; `none` lets one through.
   * @throws {UsageError} `UNKNOWN_FAULT` whose hint names the nearest known one
   */
  queueFaults(names: readonly string[]): void;
  /** Empties that queue; the share of requests that `faults` befall stays. */
  clearFaults(): void;
  /** The last 10,000 requests to the API, oldest first. */
  requests(): readonly SeenRequest[];
  /** The last 1000 notifications, each with its attempts, oldest first. */
  notifications(): readonly SentNotification[];
  /** Waits for the notifications that are being sent; how many others are not due yet. */
  settleNotifications(): Promise<{ notDue: number }>;
  /** All orders, oldest first, in their present state. */
  orders(): Promise<InsuranceOrder[]>;
  /**
   * Ends all connections at once, and removes the configuration file and temporary keys. Notifications that nobody has
   * taken by then are not sent any more, by a later sandbox neither.
   */
  close(): Promise<void>;
}
