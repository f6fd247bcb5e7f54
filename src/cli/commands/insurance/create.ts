import type { Command } from 'commander';
import * as z from 'zod/mini';
import type { Language } from '../../../apiv3/error-codes.js';
import { createOrder, createOrderCall } from '../../../insurance/orders.js';
import { createOrderRequest, fieldMeta } from '../../../insurance/schema.js';
import type { CommandModule } from '../../command-module.js';
import { dryRun } from '../../dry-run.js';
import { parseSeconds } from '../../global-options.js';
import { checkOrderField, printOrder } from '../../order-output.js';
import { readData } from '../../read-data.js';
import { withSession } from '../../session.js';
import { waitForState } from '../../wait.js';
import { buildOrder } from './build-order.js';

const FIELD_OPTIONS = [
  ['--openid <openid>', 'openid'],
  ['--out-order-no <no>', 'out_order_no'],
  ['--notify-url <url>', 'notify_url'],
  ['--service-id <id>', 'service_id'],
] as const;

const REMARKS: Readonly<Record<string, string>> = {
  out_order_no: ' (default: a new one)',
  notify_url: ' (default: insurance.notifyUrl)',
  service_id: ' (default: insurance.serviceId)',
};

const optionValues = z.object({
  openid: z.optional(z.string()),
  outOrderNo: z.optional(z.string()),
  notifyUrl: z.optional(z.string()),
  serviceId: z.optional(z.string()),
  data: z.optional(z.string()),
  dryRun: z.optional(z.boolean()),
  wait: z.optional(z.union([z.literal(true), z.number()])),
});

const configure = (command: Command, language: Language): void => {
  const { shape } = createOrderRequest(false);
  for (const [flags, field] of FIELD_OPTIONS) {
    command.option(flags, `${fieldMeta(shape, field)?.[language]}${REMARKS[field] ?? ''}`);
  }
  command
    .option('--data <@file|->', 'request fields as JSON, from a file or stdin; an option beside it wins')
    .option('--dry-run', 'sign and print what would be sent; send nothing')
    .option('--wait [seconds]', 'poll until the order leaves RECEIVING (default: 60)', parseSeconds)
    .addHelpText(
      'after',
      `
Examples:
  wxpay insurance create --sandbox --openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o
  wxpay insurance create --openid "$OPENID" --out-order-no "$NUMBER" --json
  echo '{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}' | wxpay insurance create --data - --dry-run

The order number is the idempotency key: run again with the same one after any failure.`,
    );
};

const DEFAULT_WAIT_SECONDS = 60;

/** `wxpay insurance create`. */
export const command: CommandModule = {
  configure,
  run: async (context, _, options) => {
    const { data, dryRun: isDryRun, wait, ...fields } = optionValues.parse(options);
    checkOrderField(context);
    const given = data === undefined ? undefined : await readData(data, context.world);
    await withSession(context, async ({ caller, settings, credentials, baseUrl }) => {
      const order = buildOrder({ data: given, options: fields, settings, baseUrl, now: caller.environment.now() });
      context.outOrderNo = order.out_order_no;
      if (isDryRun) {
        await dryRun(createOrderCall(order), { context, credentials, baseUrl, environment: caller.environment });
        return;
      }
      context.io.note(`order ${order.out_order_no} · openid ${order.openid} · mchid ${credentials.mchid} · ${baseUrl}`);
      context.stoppedNote = `order ${order.out_order_no} may have been created: wxpay insurance get '${order.out_order_no}'`;
      const created = await createOrder(caller, order, { signal: context.world.signal });
      if (wait === undefined) {
        await printOrder(created, context);
        return;
      }
      const seconds = wait === true ? DEFAULT_WAIT_SECONDS : wait;
      await waitForState(created, { context, caller, seconds });
    });
  },
};
