import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';
import type { InsuranceOrder } from '../../insurance/schema.js';
import type { Text } from '../../shared/text.js';
import { sayHandler } from '../../texts/handler.js';
import { createFolderStore, type StoredOrder } from '../api/order-store.js';
import { type ReceiveState, showOrder, stateAt } from '../api/order-view.js';
import { createResponseWriter } from '../api/response-writer.js';
import { type KeySource, openExistingKeys } from './existing-keys.js';
import { checkHandlerUrl, type HandlerResponse, postNotification } from './post-notification.js';
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
  error: Text | null;
  verdict: HandlerVerdict;
  /** Why it failed or was skipped; `null` when it passed. */
  reason: Text | null;
  /** Milliseconds until the response was there. */
  ms: number;
}

/** Whose keys are used on which handler. */
export interface HandlerCheckOptions extends KeySource {
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

/** The URL of a handler to send to, checked. */
export function requireHandlerUrl(to: string): void {
  const problem = checkHandlerUrl(to);
  if (problem === undefined) return;
  throw new UsageError(sayHandler('url', problem), { code: 'BAD_HANDLER_URL', hint: sayHandler('nothingSent') });
}

/**
 * Opens the keys of a sandbox to test a merchant's handler with. Whatever the handler does is a result; nothing is
 * judged by an error.
 * @throws {UsageError} `BAD_HANDLER_URL`
 * @throws {ConfigError} `NO_SANDBOX_KEYS`, or `BAD_SANDBOX_DATA` for damaged files
 */
export async function openHandlerCheck(options: HandlerCheckOptions): Promise<HandlerCheck> {
  const { to, outOrderNo, state, timeout, signal } = options;
  requireHandlerUrl(to);
  const { keys, data: order } = await openExistingKeys(options, async (path) => {
    const store = await createFolderStore(join(path, 'orders'));
    return (await store.get(outOrderNo)) ?? madeUp(outOrderNo, Date.now());
  });
  const { apiv3Key } = keys.merchant;
  const responses = createResponseWriter({
    signers: [...keys.verifyWith, ...(keys.platform ? [keys.platform] : [])],
    now: Date.now,
    random: randomBytes,
  });

  const { platform } = keys;

  const post = async (variant: NotificationVariant, id: string, createdAt: number): Promise<HandlerResponse> => {
    const { alterWire, alterCiphertext, certificate, sparse, spreadMs = 0, ...changes } = VARIANT_EFFECTS[variant];
    const content = showOrder(order, state ?? stateAt(order, createdAt), sparse);
    const withoutCover = ({ order_begin_time: _, order_end_time: __, ...rest }: InsuranceOrder) => rest;
    const facts = { id, createdAt, order: sparse ? withoutCover(content) : content };
    const signing = { responses, apiv3Key, random: randomBytes, signWith: certificate ? platform?.id : undefined };
    const wire = await writeNotification(facts, signing, changes, alterCiphertext);
    return postNotification(to, alterWire?.(wire) ?? wire, {
      timeout,
      signal,
      // Half the time is left to the handler.
      spreadMs: Math.min(spreadMs, timeout / 2),
    });
  };

  return {
    signedWith: keys.verifyWith[0].id,
    send: async (variant) => {
      const { times = 1, certificate, mistake } = VARIANT_EFFECTS[variant];
      const createdAt = Date.now();
      const id = notificationId(createdAt, randomBytes(16).toString('hex'));
      const expected = expectedResponse(variant);
      if (certificate && !platform) {
        const reason = sayHandler('noCertificate');
        return { variant, id, expected, status: null, body: '', error: null, verdict: 'skipped', reason, ms: 0 };
      }
      const started = performance.now();
      const answers = await Promise.all(Array.from({ length: times }, () => post(variant, id, createdAt)));
      const ms = Math.round(performance.now() - started);
      const verdicts = answers.map(({ status }) => judge(variant, status));
      const worst = verdicts.findIndex((verdict) => verdict !== 'passed');
      const { status, body, error } = answers.at(worst) ?? { status: null, body: '', error: sayHandler('noResponse') };
      const verdict = verdicts.at(worst) ?? 'no response';
      const reason = verdict === 'passed' ? null : verdict === 'failed' ? mistake : error;
      return { variant, id, expected, status, body, error, verdict, reason, ms };
    },
  };
}
