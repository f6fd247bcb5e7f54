import * as z from 'zod/mini';
import { RESOURCE_ALGORITHM } from '../apiv3/aes-gcm.js';
import { NetworkError } from '../errors.js';
import { readJson } from '../http/response-json.js';
import { type InsuranceOrder, insuranceOrder } from '../insurance/schema.js';
import { printable } from '../shared/printable.js';
import { joinWordings, type Text } from '../shared/text.js';
import { issueMessage, listIssues } from '../shared/zod-issues.js';
import { sayCall } from '../texts/calls.js';
import { type NotificationPart, sayNotification } from '../texts/notification.js';

/** The event of 保险订单状态变化通知: the receive state of an insurance order changed. */
export const INSURANCE_EVENT = 'HIRE_POWER_BANK.RECEIVE_INSURANCE';

/** A notification as WeChat Pay sends it. Required is only what it takes to tell it from others and to decrypt it. */
export const encryptedNotification = z.looseObject({
  id: z.string().check(z.minLength(1)),
  create_time: z.optional(z.string()),
  resource_type: z.optional(z.string()),
  event_type: z.string(),
  summary: z.optional(z.string()),
  resource: z.looseObject({
    original_type: z.optional(z.string()),
    algorithm: z.string(),
    ciphertext: z.string(),
    nonce: z.string(),
    associated_data: z.optional(z.nullable(z.string())),
  }),
});

/** A notification whose signature verified, its resource still encrypted. */
export type EncryptedNotification = z.infer<typeof encryptedNotification>;

const plainObject = z.looseObject({});

/** A notification with the plain content as its resource. Fields that WeChat Pay adds are kept, here and there. */
export interface NotificationEvent {
  /** The same when the notification is sent again. */
  id: string;
  /** RFC 3339. */
  create_time?: string | undefined;
  resource_type?: string | undefined;
  event_type: string;
  summary?: string | undefined;
  /** Decrypted. */
  resource: Readonly<Record<string, unknown>>;
  [name: string]: unknown;
}

/** The notification that the receive state of an insurance order changed. */
export interface InsuranceNotification extends NotificationEvent {
  event_type: typeof INSURANCE_EVENT;
  resource: InsuranceOrder;
}

/** Whether a notification is about an insurance order, so that its resource is that order. */
export function isInsuranceNotification(event: NotificationEvent): event is InsuranceNotification {
  return event.event_type === INSURANCE_EVENT;
}

/** What a person reads about the fields of a notification, in both languages. */
export const EVENT_FIELDS = {
  id: { zh: '通知的唯一编号', en: 'the same when the notification comes again' },
  create_time: { zh: '通知创建时间', en: 'when the notification was made' },
  resource_type: { zh: '通知数据类型', en: 'kind of the data' },
  event_type: { zh: '通知类型', en: 'what happened' },
  summary: { zh: '回调摘要', en: 'summary' },
} as const satisfies Record<string, Text>;

/** The error for a notification that is well signed and yet not what is documented; `problem` names the difference. */
export function undocumented(problem: Text, cause?: unknown): NetworkError {
  return new NetworkError(sayNotification('undocumented', problem), {
    code: 'BAD_NOTIFICATION',
    outcome: 'unknown',
    hint: sayNotification('undocumentedHint'),
    cause,
  });
}

/** What a body or a decrypted resource holds, by a schema. */
function readAs<T extends z.ZodMiniType>(schema: T, bytes: Uint8Array, part: NotificationPart): z.output<T> {
  const value = readJson(Buffer.from(bytes));
  if (value === undefined) throw undocumented(sayNotification('notJson', part, bytes.length));
  const parsed = z.safeParse(schema, value, { error: issueMessage });
  if (parsed.success) return parsed.data;
  const problems = listIssues(parsed.error).map(({ path, message }) =>
    path === '' ? sayNotification('problem', part, message) : sayCall('problem', path, message),
  );
  throw undocumented(joinWordings(problems, { zh: '；', en: '; ' }));
}

/**
 * The notification in the bytes of a body. Only for bytes whose signature verified.
 * @throws {NetworkError} `BAD_NOTIFICATION` for what is not JSON, a missing part, or an algorithm other than AEAD_AES_256_GCM
 */
export function readNotification(body: Uint8Array): EncryptedNotification {
  const notification = readAs(encryptedNotification, body, 'body');
  const { algorithm } = notification.resource;
  if (algorithm === RESOURCE_ALGORITHM) return notification;
  throw undocumented(sayNotification('algorithm', JSON.stringify(printable(algorithm, 40)), RESOURCE_ALGORITHM));
}

/**
 * The plain content of a notification's resource: an object, and for `INSURANCE_EVENT` an insurance order.
 * @throws {NetworkError} `BAD_NOTIFICATION`
 */
export function readResource(eventType: string, plain: Uint8Array): Record<string, unknown> {
  return readAs(eventType === INSURANCE_EVENT ? insuranceOrder : plainObject, plain, 'resource');
}
