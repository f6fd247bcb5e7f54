import type { Language } from '../shared/text.js';

/** What a code means and what to do about it, in every language. */
export type CodeAdvice = Readonly<Record<Language, { meaning: string; hint: string }>>;

const rateLimit: CodeAdvice = {
  zh: { meaning: '请求频率超过限制', hint: '降低频率，并遵守 Retry-After；用同一单号重试。' },
  en: { meaning: 'too many requests', hint: 'Slow down and honour Retry-After; retry with the same number.' },
};
const systemError: CodeAdvice = {
  zh: { meaning: '系统异常，请稍后重试', hint: '用同一 out_order_no 重试，并逐次延长间隔。' },
  en: { meaning: 'system error', hint: 'Retry with the same out_order_no, waiting longer each time.' },
};
const notEnabled: CodeAdvice = {
  zh: {
    meaning: '商户不支持领取隔夜保险',
    hint: '请先为该商户开通租借充电宝隔夜归还保险，并检查 mchid 与 service_id。',
  },
  en: {
    meaning: 'the merchant may not issue overnight-return insurance',
    hint: 'Have the merchant enabled for overnight-return insurance, and check mchid and service_id.',
  },
};
const signature: CodeAdvice = {
  zh: {
    meaning: '签名验证不通过',
    hint: '检查三项：私钥是否属于该商户API证书，serial 是否为商户证书（不是平台证书）的序列号，本机时钟是否准确。',
  },
  en: {
    meaning: 'WeChat Pay could not verify the signature of the request',
    hint: "Check three things: the private key belongs to the merchant API certificate; serial is that certificate's own (not the platform's); the clock is correct.",
  },
};
const noSuchOrder: CodeAdvice = {
  zh: { meaning: '订单不存在', hint: '检查单号，以及它是否属于该商户号。' },
  en: { meaning: 'no such order', hint: 'Check the number, and that it belongs to this mchid.' },
};
const parameter: CodeAdvice = {
  zh: { meaning: '参数错误', hint: '按 detail 中的提示修改参数。' },
  en: { meaning: 'a parameter is not valid', hint: 'Correct the parameter that detail names.' },
};

/** The codes of WeChat Pay's error bodies that are documented for the insurance API. */
export const CODES: Readonly<Record<string, CodeAdvice>> = {
  PARAM_ERROR: parameter,
  INVALID_REQUEST: {
    zh: { meaning: 'HTTP 请求不符合 APIv3 规则', hint: '检查请求头与请求体。' },
    en: { meaning: 'the HTTP request breaks the APIv3 rules', hint: 'Check headers and body.' },
  },
  SIGN_ERROR: signature,
  NOAUTH: notEnabled,
  NO_AUTH: notEnabled,
  RESOURCE_NOT_EXISTS: noSuchOrder,
  RATELIMIT_EXCEEDED: rateLimit,
  RATELIMIT_EXCEED: rateLimit,
  FREQUENCY_LIMITED: rateLimit,
  SYSTEM_ERROR: systemError,
  SYSTEMERROR: systemError,
};

/** The decimal codes at the end of a `Request-ID` that are known. */
export const NUMBERS: Readonly<Record<string, CodeAdvice>> = {
  268443699: signature,
  268447840: rateLimit,
  268435461: {
    zh: { meaning: '参数非法', hint: '按 detail 修改；也检查不可见字符：全角空格、BOM。' },
    en: {
      meaning: 'a parameter is not legal',
      hint: 'Correct what detail names; look for invisible characters too: a full-width space, a BOM.',
    },
  },
  270924358: {
    zh: { meaning: '参数中含有非法的额外参数', hint: '删去接口文档中没有的字段。' },
    en: { meaning: 'the body holds a field that the API does not know', hint: 'Remove the field that detail names.' },
  },
  268435464: {
    zh: { meaning: '参数超出取值范围', hint: '按 detail 检查长度与取值范围。' },
    en: { meaning: 'a parameter is out of range', hint: 'Check the length and range of what detail names.' },
  },
  268443715: {
    zh: { meaning: '商户状态为不可用或者已经注销', hint: '检查 mchid；在商户平台查看商户状态。' },
    en: {
      meaning: 'the merchant is disabled or closed',
      hint: "Check mchid, and the merchant's state in the merchant platform.",
    },
  },
  268498688: {
    zh: {
      meaning: '请求重入时，参数与首次请求时不一致',
      hint: '该 out_order_no 已用于其他参数的订单：请查询该订单并比较；若就是所要的订单，无需再次创建。',
    },
    en: {
      meaning: 'this out_order_no was used before, with other parameters',
      hint: 'Read the order and compare: if it is the one you want, it needs no second create.',
    },
  },
  268447843: {
    zh: { meaning: '商户号和订单不匹配', hint: '该订单属于其他商户号：检查 mchid 与所用 profile。' },
    en: { meaning: 'the order belongs to another merchant', hint: 'Check mchid and the profile in use.' },
  },
  268512771: noSuchOrder,
  268448010: {
    zh: { meaning: '此商家的收款功能已被限制', hint: '在商户平台查看限制原因并申诉。' },
    en: {
      meaning: 'the merchant is restricted from receiving payments',
      hint: 'See the reason in the merchant platform, and appeal there.',
    },
  },
  268445527: {
    zh: { meaning: 'appid和mch_id不匹配', hint: 'openid 所属的 appid 须与该商户号绑定。' },
    en: {
      meaning: 'the appid is not bound to this mchid',
      hint: 'Bind the appid that the openid belongs to in the merchant platform.',
    },
  },
};

/** The decimal error code at the end of a `Request-ID`: `0896…-268443699`; `undefined` when it has none. */
export function requestIdCode(requestId: string | undefined): string | undefined {
  return /-(\d+)$/.exec(requestId?.trim() ?? '')?.[1];
}

/**
 * What is known of an error: by the decimal code of its `Request-ID`, which is the more precise one, else by `code`.
 */
export function findAdvice(code: string, requestId?: string): CodeAdvice | undefined {
  const number = requestIdCode(requestId) ?? '';
  if (Object.hasOwn(NUMBERS, number)) return NUMBERS[number];
  return Object.hasOwn(CODES, code) ? CODES[code] : undefined;
}
