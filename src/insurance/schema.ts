import * as z from 'zod/mini';
import { checkNotifyUrl } from '../shared/notify-url.js';
import { refusedCharacter } from '../shared/request-text.js';

/** What a person reads about a field, in both languages. */
export interface FieldMeta {
  zh: string;
  en: string;
}

const fields = z.registry<FieldMeta>();

const text = (maximum: number) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(maximum),
    z.refine((value) => refusedCharacter(value) === undefined, {
      error: ({ input }) => refusedCharacter(String(input)) ?? 'invalid',
    }),
  );

/** The merchant's own order number: 1–32 characters of `0-9 A-Z a-z _ - | *`, unique per merchant. */
export const outOrderNo = z
  .string()
  .check(z.regex(/^[0-9A-Za-z_\-|*]{1,32}$/, '1 to 32 characters of 0-9 A-Z a-z _ - | *'))
  .register(fields, { zh: '商户保险订单号', en: "the merchant's number for the order" });

/** The user under the merchant's appid, 1–128 characters. */
export const openid = text(128).register(fields, { zh: '用户标识', en: "the user under the merchant's appid" });

const serviceId = text(128).register(fields, { zh: '支付分服务ID', en: "the merchant's PayScore service" });

/**
 * The body of `create`, as strict as WeChat Pay: an unknown field is an error.
 * @param allowLoopback accept a plain-http `notify_url` to this machine, as the sandbox does
 */
export const createOrderRequest = (allowLoopback: boolean) =>
  z.strictObject({
    out_order_no: outOrderNo,
    openid,
    notify_url: z
      .string()
      .check(
        z.maxLength(256),
        z.refine((url) => checkNotifyUrl(url, allowLoopback) === undefined, {
          error: ({ input }) => checkNotifyUrl(String(input), allowLoopback) ?? 'invalid',
        }),
      )
      .register(fields, { zh: '通知商户URL', en: 'where state changes are sent' }),
    service_id: z.optional(serviceId),
  });

/** The request body of `create`. */
export type CreateOrderRequest = z.infer<ReturnType<typeof createOrderRequest>>;

/** The states that are documented; WeChat Pay may add others. */
export const RECEIVE_STATES = {
  RECEIVING: { zh: '领取中', en: 'the insurer has not confirmed yet' },
  RECEIVED: { zh: '已领取', en: 'received' },
  FAILED: { zh: '领取失败', en: 'not received' },
} as const satisfies Record<string, FieldMeta>;

/** The state of an order: one of those that are documented, or one that WeChat Pay has added since. */
export type ReceiveState = keyof typeof RECEIVE_STATES | (string & {});

const receiveState = z.pipe(
  z.string(),
  z.custom<ReceiveState>(() => true),
);

/**
 * A field that identifies neither the order nor its state. Its type is the documented one, and its value is passed on
 * unjudged, even if it is missing: an order that was issued must not look like a failure because a count is too large.
 */
const decoration = <T>() =>
  z.pipe(
    z.optional(z.unknown()),
    z.custom<T>(() => true),
  );

/**
 * The response of `create` and `get`, and the content of a notification. Fields that WeChat Pay adds are kept. Checked
 * is only what identifies the order and its state.
 */
export const insuranceOrder = z.looseObject({
  order_id: z.string().register(fields, { zh: '保险订单号', en: "WeChat Pay's number for the order" }),
  out_order_no: z.string().register(fields, { zh: '商户保险订单号', en: "the merchant's number for the order" }),
  openid: z.string().register(fields, { zh: '用户标识', en: "the user under the merchant's appid" }),
  max_claim_count: decoration<number>().register(fields, { zh: '最大理赔次数', en: 'how often a claim may be made' }),
  claimed_count: decoration<number>().register(fields, { zh: '已理赔次数', en: 'claims made so far' }),
  order_receive_time: decoration<string>().register(fields, {
    zh: '保险订单领取时间',
    en: 'when the order was received',
  }),
  order_begin_time: z.optional(
    decoration<string>().register(fields, { zh: '保险订单开始时间', en: 'when the cover begins' }),
  ),
  order_end_time: z.optional(
    decoration<string>().register(fields, { zh: '保险订单结束时间', en: 'when the cover ends' }),
  ),
  order_receive_state: receiveState.register(fields, { zh: '保险订单领取状态', en: 'receive state' }),
});

/** An insurance order as WeChat Pay answers it. */
export type InsuranceOrder = z.infer<typeof insuranceOrder>;

/** The answer of `qualification`. */
export const qualification = z.looseObject({
  qualified_user: z.boolean().register(fields, { zh: '用户可否领取', en: 'whether the user may receive an order' }),
});

/** Whether a user may receive an order. */
export type Qualification = z.infer<typeof qualification>;

/** The bodies of requests, by the names that the table of calls knows them by. */
export const REQUESTS = { order: createOrderRequest };

/** The bodies of responses, by the names that the table of calls knows them by. */
export const RESPONSES = { insuranceOrder, qualification };

/** A field's meaning; `undefined` for a field that this version does not know. */
export function fieldMeta(shape: Readonly<Record<string, z.core.$ZodType>>, name: string): FieldMeta | undefined {
  const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
  if (field === undefined) return undefined;
  return fields.get(field instanceof z.ZodMiniOptional ? field._zod.def.innerType : field);
}
