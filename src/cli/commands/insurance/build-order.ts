import * as z from 'zod/mini';
import { waysToSet } from '../../../config/settings-table.js';
import { UsageError } from '../../../errors.js';
import { newOrderNumber } from '../../../insurance/order-number.js';
import { type CreateOrderRequest, createOrderRequest } from '../../../insurance/schema.js';
import { isLoopbackHost } from '../../../shared/loopback.js';
import { didYouMean } from '../../../shared/suggest.js';
import { type Issue, issueMessage, listIssues } from '../../../shared/zod-issues.js';
import { parseJsonData } from '../../input/read-data.js';

/** Where an order's fields come from. */
export interface OrderSources {
  /** Value of `--data`: a JSON object of request fields. */
  data: Buffer | undefined;
  /** The options that name a field; they win over data. */
  options: {
    openid?: string | undefined;
    outOrderNo?: string | undefined;
    notifyUrl?: string | undefined;
    serviceId?: string | undefined;
  };
  /** The defaults of the configuration. */
  settings: { notifyUrl?: string | undefined; serviceId?: string | undefined };
  /** Decides whether a loopback `notify_url` will do. */
  baseUrl: string;
  /** Milliseconds since 1970, for a new number. */
  now: number;
}

/** A request body, and where its number comes from. */
export interface BuiltOrder {
  order: CreateOrderRequest;
  /** Whether its number is a new one, which nobody else knows. */
  isGenerated: boolean;
}

/** How a person can set a field, for messages. */
const WAYS: Readonly<Record<string, string>> = {
  openid: '--openid',
  out_order_no: '--out-order-no',
  notify_url: waysToSet('notifyUrl'),
  service_id: waysToSet('serviceId'),
};

const parseData = (data: Buffer): Record<string, unknown> => {
  const hint = 'Expected an object of request fields, such as {"openid": "…", "notify_url": "https://…"}.';
  const parsed = z.safeParse(z.record(z.string(), z.unknown()), parseJsonData(data, hint));
  if (parsed.success) return parsed.data;
  throw new UsageError('--data is not a JSON object', { code: 'BAD_DATA', hint });
};

const explain = ({ path, message }: Issue, known: readonly string[]): string => {
  const way = WAYS[path];
  return way === undefined ? `${path}: unknown field.${didYouMean(path, known)}` : `${path}: ${message} (${way})`;
};

/**
 * The request body, from data, options and configuration, in this order of the API's fields.
 * @throws {UsageError} `INVALID_ORDER` naming each parameter that is missing or wrong, and how to give it
 */
export function buildOrder({ data, options, settings, baseUrl, now }: OrderSources): BuiltOrder {
  const given = data === undefined ? {} : parseData(data);
  const allowLoopback = isLoopbackHost(new URL(baseUrl).hostname);
  const schema = createOrderRequest(allowLoopback);
  const number = options.outOrderNo ?? given['out_order_no'];
  const merged = {
    ...given,
    out_order_no: number === undefined ? newOrderNumber(now) : number,
    openid: options.openid ?? given['openid'],
    notify_url: options.notifyUrl ?? given['notify_url'] ?? settings.notifyUrl,
    service_id: options.serviceId ?? given['service_id'] ?? settings.serviceId,
  };
  const parsed = schema.safeParse(merged, { error: issueMessage });
  if (parsed.success) return { order: parsed.data, isGenerated: number === undefined };
  const known = Object.keys(schema.shape);
  throw new UsageError(
    listIssues(parsed.error)
      .map((issue) => explain(issue, known))
      .join('; '),
    {
      code: 'INVALID_ORDER',
      hint: 'Nothing was sent. See wxpay insurance create --help.',
      ...(typeof number === 'string' && { outOrderNo: number }),
    },
  );
}
