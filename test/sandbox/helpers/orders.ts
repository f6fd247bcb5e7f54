import type { Sandbox } from '../../../src/sandbox/index.js';
import { type Call, call, type Received } from './call.js';

export const ORDERS = '/v3/hire-power-bank/insurance-orders';

let count = 0;

/** A number that no other test has used. */
export function newNumber(): string {
  count += 1;
  return `T${Date.now()}-${count}`;
}

export interface OrderBody {
  out_order_no: string;
  openid: string;
  notify_url: string;
  service_id?: string;
}

/** A body that the sandbox accepts. */
export function orderBody(change: Partial<OrderBody> = {}): OrderBody {
  return { out_order_no: newNumber(), openid: 'oUser', notify_url: 'https://merchant.example.com/notify', ...change };
}

export function post(sandbox: Sandbox, body: unknown, more: Partial<Call> = {}): Promise<Received> {
  return call(sandbox, { method: 'POST', target: ORDERS, body: JSON.stringify(body), ...more });
}

export function get(sandbox: Sandbox, outOrderNo: string, more: Partial<Call> = {}): Promise<Received> {
  return call(sandbox, { target: `${ORDERS}/${encodeURIComponent(outOrderNo)}`, ...more });
}
