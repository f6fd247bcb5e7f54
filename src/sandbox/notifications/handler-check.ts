import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError, UsageError } from '../../errors.js';
import { createFolderStore, type StoredOrder } from '../api/order-store.js';
import { type ReceiveState, showOrder, stateAt } from '../api/order-view.js';
import { createResponseWriter } from '../api/response-writer.js';
import { dataDirError, openDataDir } from '../keys/data-dir.js';
import { hasKeys, type Keys, openKeys, type SandboxMode } from '../keys/sandbox-keys.js';
import { checkHandlerUrl, postNotification } from './post-notification.js';
import { expectedResponse, type HandlerVerdict, judge, type NotificationVariant, VARIANT_EFFECTS } from './variants.js';
import { notificationId, writeNotification } from './write-notification.js';

/** What came back from a handler for one variant. */
export interface HandlerResult {
  variant: NotificationVariant;
  /** `EV-…` of the notification that was sent. */
  id: string;
  /** What a handler is expected to respond with. */
  expected: string;
  /** HTTP status; `null` when no response came. */
  status: number | null;
  /** The beginning of the response's body. */
  body: string;
  /** Why no response came; `null` when one did. */
  error: string | null;
  verdict: HandlerVerdict;
}

/** Whose keys are used on which handler. */
export interface HandlerCheckOptions {
  /** The data directory of a sandbox. */
  dataDir: string;
  mode?: SandboxMode | undefined;
  /** Make keys if there are none; otherwise that is an error. */
  makeKeys: boolean;
  /** URL of the handler: http to this machine, else https. */
  to: string;
  /** The order that the notifications are about: one of the sandbox's, else one made up. */
  outOrderNo: string;
  /** `undefined` is the state that the order has; one that is made up is received. */
  state?: ReceiveState | undefined;
  /** Milliseconds until a response must be there. */
  timeout: number;
  signal: AbortSignal;
}

/** A test of a handler: each call sends one notification, with an id of its own. */
export interface HandlerCheck {
  /** Id of the key that the notifications are signed with. */
  signedWith: string;
  send(variant: NotificationVariant): Promise<HandlerResult>;
}

const madeUp = (outOrderNo: string, now: number): StoredOrder => ({
  order_id: `${now}${randomBytes(6).toString('hex').toUpperCase()}`,
  created_at: now,
  received_at: now,
  request: { out_order_no: outOrderNo, openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', notify_url: '' },
});

const checkOptions = async ({ to, dataDir, makeKeys }: HandlerCheckOptions): Promise<void> => {
  const problem = checkHandlerUrl(to);
  if (problem !== undefined) {
    throw new UsageError(`the handler's URL: ${problem}`, { code: 'BAD_HANDLER_URL', hint: 'Nothing was sent.' });
  }
  if (makeKeys || (await hasKeys(dataDir))) return;
  throw new ConfigError(`${dataDir} holds no keys of a sandbox`, {
    code: 'NO_SANDBOX_KEYS',
    hint: 'Name the folder that `wxpay sandbox --data` was given, or the configuration that it printed: --config.',
  });
};

/** All that is needed of a data directory, which may be gone afterwards. */
const readData = async ({
  dataDir,
  mode,
  outOrderNo,
}: HandlerCheckOptions): Promise<{ keys: Keys; order: StoredOrder }> => {
  const folder = await openDataDir(dataDir);
  try {
    const keys = await openKeys(folder.path, mode, Date.now(), randomBytes);
    const store = await createFolderStore(join(folder.path, 'orders'));
    return { keys, order: (await store.get(outOrderNo)) ?? madeUp(outOrderNo, Date.now()) };
  } catch (error) {
    throw dataDirError(folder.path, error);
  } finally {
    await folder.dispose();
  }
};

/**
 * Opens the keys of a sandbox to test a merchant's handler with. Whatever the handler does is a result; nothing is
 * judged by an error.
 * @throws {UsageError} `BAD_HANDLER_URL`
 * @throws {ConfigError} `NO_SANDBOX_KEYS`, or `BAD_SANDBOX_DATA` for damaged files
 */
export async function openHandlerCheck(options: HandlerCheckOptions): Promise<HandlerCheck> {
  await checkOptions(options);
  const { to, state, timeout, signal } = options;
  const { keys, order } = await readData(options);
  const { apiv3Key } = keys.merchant;
  const responses = createResponseWriter({ signers: keys.verifyWith, now: Date.now, random: randomBytes });

  return {
    signedWith: keys.verifyWith[0].id,
    send: async (variant) => {
      const createdAt = Date.now();
      const id = notificationId(createdAt, randomBytes(16).toString('hex'));
      const { alterWire, alterCiphertext, ...changes } = VARIANT_EFFECTS[variant];
      const content = showOrder(order, state ?? stateAt(order, createdAt));
      const facts = { id, createdAt, order: content };
      const wire = await writeNotification(
        facts,
        { responses, apiv3Key, random: randomBytes },
        changes,
        alterCiphertext,
      );
      const { status, body, error } = await postNotification(to, alterWire?.(wire) ?? wire, { timeout, signal });
      const verdict = judge(variant, status);
      return { variant, id, expected: expectedResponse(variant), status, body, error, verdict };
    },
  };
}
