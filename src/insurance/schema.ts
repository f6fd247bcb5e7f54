import * as z from 'zod/mini';
import { checkNotifyUrl } from '../shared/notify-url.js';
import { refusedCharacter } from '../shared/request-text.js';
import type { Text } from '../shared/text.js';
import { asMessage, checkedBy } from '../shared/zod-issues.js';
import { sayValue } from '../texts/values.js';

const fields = z.registry<Text>();

const shortText = (maximum: number) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(maximum),
    checkedBy((value: string) => refusedCharacter(value)),
  );

/** The merchant's own order number: 1–32 characters of `0-9 A-Z a-z _ - | *`, unique per merchant. */
export const outOrderNo = z
  .string()
  .check(z.regex(/^[0-9A-Za-z_\-|*]{1,32}$/, asMessage(sayValue('orderNumber'))))
  .register(fields, { zh: '商户保险订单号', en: "the merchant's number for the order" });

/** The user under the merchant's appid, 1–128 characters. */
export const openid = shortText(128).register(fields, { zh: '用户标识', en: "the user under the merchant's appid" });

const serviceId = shortText(128).register(fields, { zh: '支付分服务ID', en: "the merchant's PayScore service" });

/** The fields of a type as schemas: one that is missing here or there does not compile. */
type Fields<T> = { [K in keyof T as string extends K ? never : K]-?: z.ZodMiniType<T[K]> };

/** The request body of `create`. */
export interface CreateOrderRequest {
  /**
   * 商户保险订单号: the merchant's number for the order, 1–32 characters of `0-9 A-Z a-z _ - | *`, unique per merchant.
   * The same number with the same parameters is the same order, however often it is sent.
   */
  out_order_no: string;
  /** 用户标识: the user under the merchant's appid, 1–128 characters. */
  openid: string;
  /** 通知商户URL: where state changes are sent; https, without a query, at most 256 characters. */
  notify_url: string;
  /** 支付分服务ID: the merchant's PayScore service, 1–128 characters. */
  service_id?: string | undefined;
}

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
        checkedBy((url: string) => checkNotifyUrl(url, allowLoopback)),
      )
      .register(fields, { zh: '通知商户URL', en: 'where state changes are sent' }),
    service_id: z.optional(serviceId),
  } satisfies Fields<CreateOrderRequest>);

/** The states that are documented; WeChat Pay may add others. */
export const RECEIVE_STATES = {
  RECEIVING: { zh: '领取中', en: 'the insurer has not confirmed yet' },
  RECEIVED: { zh: '已领取', en: 'received' },
  FAILED: { zh: '领取失败', en: 'not received' },
} as const satisfies Record<string, Text>;

/** The state of an order: one of those that are documented, or one that WeChat Pay has added since. */
export type ReceiveState = keyof typeof RECEIVE_STATES | (string & {});

const documented = new WeakMap<z.core.$ZodType, z.core.$ZodType>();

/** What the documents say of a field whose value is passed on unjudged. */
export function documentedSchema(field: z.core.$ZodType): z.core.$ZodType | undefined {
  return documented.get(field);
}

const receiveState = z.pipe(
  z.string(),
  z.custom<ReceiveState>(() => true),
);
documented.set(receiveState, z.string());

/**
 * A field that identifies neither the order nor its state. Its type is the documented one, and its value is passed on
 * unjudged, even if it is missing: an order that was issued must not look like a failure because a count is too large.
 */
const decoration = <S extends z.core.$ZodType>(schema: S) => {
  const field = z.pipe(
    z.optional(z.unknown()),
    z.custom<z.output<S>>(() => true),
  );
  documented.set(field, schema);
  return field;
};

/** An insurance order as WeChat Pay responds with it. */
export interface InsuranceOrder {
  /** 保险订单号: WeChat Pay's number for the order. */
  order_id: string;
  /** 商户保险订单号: the merchant's number for the order. */
  out_order_no: string;
  /** 用户标识: the user under the merchant's appid. */
  openid: string;
  /** 最大理赔次数: how often a claim may be made. */
  max_claim_count: number;
  /** 已理赔次数: claims made so far. */
  claimed_count: number;
  /** 保险订单领取时间: when the order was received; RFC 3339, such as `2015-05-20T13:29:35+08:00`. */
  order_receive_time: string;
  /** 保险订单开始时间: when the cover begins; RFC 3339. */
  order_begin_time?: string | undefined;
  /** 保险订单结束时间: when the cover ends; RFC 3339. */
  order_end_time?: string | undefined;
  /** 保险订单领取状态: `RECEIVING` (领取中), `RECEIVED` (已领取) or `FAILED` (领取失败); WeChat Pay may add others. */
  order_receive_state: ReceiveState;
  /** A field that WeChat Pay has added since. */
  [field: string]: unknown;
}

/**
 * The response of `create` and `get`, and the content of a notification. Fields that WeChat Pay adds are kept. Checked
 * is only what identifies the order and its state.
 */
export const insuranceOrder = z.looseObject({
  order_id: z.string().register(fields, { zh: '保险订单号', en: "WeChat Pay's number for the order" }),
  out_order_no: z.string().register(fields, { zh: '商户保险订单号', en: "the merchant's number for the order" }),
  openid: z.string().register(fields, { zh: '用户标识', en: "the user under the merchant's appid" }),
  max_claim_count: decoration(z.int()).register(fields, { zh: '最大理赔次数', en: 'how often a claim may be made' }),
  claimed_count: decoration(z.int()).register(fields, { zh: '已理赔次数', en: 'claims made so far' }),
  order_receive_time: decoration(z.string()).register(fields, {
    zh: '保险订单领取时间',
    en: 'when the order was received',
  }),
  order_begin_time: z.optional(
    decoration(z.string()).register(fields, { zh: '保险订单开始时间', en: 'when the cover begins' }),
  ),
  order_end_time: z.optional(
    decoration(z.string()).register(fields, { zh: '保险订单结束时间', en: 'when the cover ends' }),
  ),
  order_receive_state: receiveState.register(fields, { zh: '保险订单领取状态', en: 'receive state' }),
} satisfies Fields<InsuranceOrder>);

/** Whether a user may receive an order. */
export interface Qualification {
  /** 用户可否领取: whether the user may receive an order. */
  qualified_user: boolean;
  /** A field that WeChat Pay has added since. */
  [field: string]: unknown;
}

/** The response of `qualification`. */
export const qualification = z.looseObject({
  qualified_user: z.boolean().register(fields, { zh: '用户可否领取', en: 'whether the user may receive an order' }),
} satisfies Fields<Qualification>);

/** What calls send, by the names that the table of calls knows them by. */
export interface Requests {
  order: CreateOrderRequest;
}

/** What calls are responded to with, by the names that the table of calls knows them by. */
export interface Responses {
  insuranceOrder: InsuranceOrder;
  qualification: Qualification;
}

type ObjectSchema<T> = z.ZodMiniObject & z.ZodMiniType<T>;

/** The schemas of `Requests`. */
export const REQUESTS = { order: createOrderRequest } satisfies {
  readonly [N in keyof Requests]: (allowLoopback: boolean) => ObjectSchema<Requests[N]>;
};

/** The schemas of `Responses`. */
export const RESPONSES = { insuranceOrder, qualification } satisfies {
  readonly [N in keyof Responses]: ObjectSchema<Responses[N]>;
};

/** A field's meaning; `undefined` for a field that this version does not know. */
export function fieldMeta(shape: Readonly<Record<string, z.core.$ZodType>>, name: string): Text | undefined {
  const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
  if (field === undefined) return undefined;
  return fields.get(field instanceof z.ZodMiniOptional ? field._zod.def.innerType : field);
}
