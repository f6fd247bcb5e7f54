import type { Verified } from '../../insurance/api-call.js';
import { type InsuranceOrder, insuranceOrder, RECEIVE_STATES } from '../../insurance/schema.js';
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
