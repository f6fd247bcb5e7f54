import type { Verified } from '../../insurance/api-call.js';
import { type InsuranceOrder, insuranceOrder, RECEIVE_STATES } from '../../insurance/schema.js';
import { shellQuote } from '../../shared/shell-quote.js';
import type { Context } from '../context.js';
import { checkField, printObject } from './object.js';

/** Refuses a `--field` that no order has. */
export function checkOrderField(context: Context): void {
  checkField(context, insuranceOrder.shape);
}

/** Prints an order. */
export async function printOrder({ value, response }: Verified<InsuranceOrder>, context: Context): Promise<void> {
  await printObject({ value, response, shape: insuranceOrder.shape, values: RECEIVE_STATES }, context);
}

/** The complete command that reads an order where this run has sent it, to be pasted. */
export function readCall(outOrderNo: string, { options }: Pick<Context, 'options'>): string {
  const { config, profile, sandbox, baseUrl } = options;
  const named = Object.entries({ '--config': config, '--profile': profile, '--base-url': baseUrl });
  const given = named.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${shellQuote(value)}`]));
  return ['wxpay insurance get', `'${outOrderNo}'`, ...given, ...(sandbox ? ['--sandbox'] : [])].join(' ');
}
