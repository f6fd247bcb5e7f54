import { fieldMeta, insuranceOrder, RECEIVE_STATES } from '../../insurance/schema.js';
import type { DecodedNotification } from '../../notification/decrypt.js';
import { EVENT_FIELDS, encryptedNotification, isInsuranceNotification } from '../../notification/event.js';
import { layOutJson } from '../../shared/json-text.js';
import { toPrintableJson } from '../../shared/printable.js';
import type { Text } from '../../shared/text.js';
import { type Context, stdoutLook } from '../context.js';
import { checkField, fieldLine } from './object.js';

const eventFields: Readonly<Record<string, Text>> = EVENT_FIELDS;

/** Refuses a `--field` that neither a notification nor an order has. */
export function checkNotificationField(context: Context): void {
  checkField(context, { ...encryptedNotification.shape, ...insuranceOrder.shape });
}

/** The table of a notification: its own fields, then those of its content. */
async function renderNotification({ event }: DecodedNotification, context: Context): Promise<string> {
  const { meaningOf, renderFields } = await import('./table.js');
  const { resource, ...own } = event;
  const shape = isInsuranceNotification(event) ? insuranceOrder.shape : {};
  const { language } = context;
  const rows = [
    ...Object.entries(own).map(([name, value]) => ({
      name,
      value,
      meaning: meaningOf(Object.hasOwn(eventFields, name) ? eventFields[name] : undefined, value, {}, language),
    })),
    ...Object.entries(resource).map(([name, value]) => ({
      name,
      value,
      meaning: meaningOf(fieldMeta(shape, name), value, RECEIVE_STATES, language),
    })),
  ];
  return renderFields(rows, language, await stdoutLook(context));
}

const fieldText = ({ event }: DecodedNotification, field: string): string => {
  const found = [event, event.resource].find((part) => Object.hasOwn(part, field));
  const value: unknown = found?.[field];
  return value === undefined ? '' : typeof value === 'string' ? value : toPrintableJson(value);
};

/**
 * A notification as it is printed: one field of it or of its content with `--field`, else in the chosen format.
 * @param indent of JSON
 */
export async function notificationText(
  decoded: DecodedNotification,
  context: Context,
  indent: number,
): Promise<string> {
  const { field } = context.options;
  if (field !== undefined) return fieldLine(fieldText(decoded, field), context.world);
  return context.output === 'table' ? renderNotification(decoded, context) : `${layOutJson(decoded.text, indent)}\n`;
}
