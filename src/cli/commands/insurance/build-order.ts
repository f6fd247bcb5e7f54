import * as z from 'zod/mini';
import { keyPath, SETTINGS } from '../../../config/settings-table.js';
import { UsageError } from '../../../errors.js';
import { newOrderNumber } from '../../../insurance/order-number.js';
import { type CreateOrderRequest, createOrderRequest } from '../../../insurance/schema.js';
import { isLoopbackHost } from '../../../shared/loopback.js';
import { suggestion } from '../../../shared/suggest.js';
import { joinWordings, type Text, toText } from '../../../shared/text.js';
import { type Issue, issueMessage, listIssues } from '../../../shared/zod-issues.js';
import { sayCommand } from '../../../texts/command.js';
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
const WAYS: Readonly<Record<string, Text>> = {
  openid: toText('--openid'),
  out_order_no: toText('--out-order-no'),
  notify_url: sayCommand('ways', SETTINGS.notifyUrl.option, keyPath('notifyUrl'), SETTINGS.notifyUrl.env),
  service_id: sayCommand('ways', SETTINGS.serviceId.option, keyPath('serviceId'), SETTINGS.serviceId.env),
};

const parseData = (data: Buffer): Record<string, unknown> => {
  const parsed = z.safeParse(z.record(z.string(), z.unknown()), parseJsonData(data, sayCommand('objectHint')));
  if (parsed.success) return parsed.data;
  throw new UsageError(sayCommand('notAnObject'), { code: 'BAD_DATA', hint: sayCommand('objectHint') });
};

const explain = ({ path, message }: Issue, known: readonly string[]): Text => {
  const way = WAYS[path];
  return way === undefined
    ? sayCommand('unknownField', path, suggestion(path, known))
    : sayCommand('field', path, toText(message), way);
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
    joinWordings(
      listIssues(parsed.error).map((issue) => explain(issue, known)),
      '\n',
    ),
    {
      code: 'INVALID_ORDER',
      hint: sayCommand('nothingSent'),
      ...(typeof number === 'string' && { outOrderNo: number }),
    },
  );
}
