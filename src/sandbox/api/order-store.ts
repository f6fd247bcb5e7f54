import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { addFile } from '../../shared/write-file.js';
import { systemCode } from '../../system-code.js';
import { parseData } from '../keys/data-file.js';

const storedOrder = z.object({
  order_id: z.string(),
  /** Milliseconds since 1970. */
  created_at: z.number(),
  /** When it leaves `RECEIVING`, in milliseconds since 1970: kept, so that a restart with another delay changes nothing. */
  received_at: z.number(),
  request: z.object({
    out_order_no: z.string(),
    openid: z.string(),
    notify_url: z.string(),
    service_id: z.optional(z.string()),
  }),
});

/** What is kept of an order; its state follows from the clock. */
export type StoredOrder = z.infer<typeof storedOrder>;

/** Keeps orders by the merchant's number. */
export interface OrderStore {
  /** Stores an order unless its number is taken; answers the order that now has the number. */
  add(order: StoredOrder): Promise<StoredOrder>;
  get(outOrderNo: string): Promise<StoredOrder | undefined>;
  /** All orders, in the order in which they were created. */
  list(): Promise<StoredOrder[]>;
}

const byCreation = (a: StoredOrder, b: StoredOrder): number => a.created_at - b.created_at;

/** Orders that end with the process. */
export function createMemoryStore(): OrderStore {
  const orders = new Map<string, StoredOrder>();
  return {
    add: async (order) => {
      const number = order.request.out_order_no;
      const first = orders.get(number) ?? order;
      orders.set(number, first);
      return first;
    },
    get: async (outOrderNo) => orders.get(outOrderNo),
    list: async () => [...orders.values()].sort(byCreation),
  };
}

/**
 * Orders as one file each in a folder, which is made if it is missing. Several processes may share it: a file appears
 * under its name complete and at most once. The names are the numbers in hex, because `|` and `*` are not allowed in
 * names everywhere and upper and lower case are not told apart everywhere.
 */
export async function createFolderStore(folder: string): Promise<OrderStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (outOrderNo: string) => join(folder, `${Buffer.from(outOrderNo).toString('hex')}.json`);

  const read = async (file: string): Promise<StoredOrder | undefined> => {
    try {
      return parseData(await readFile(file, 'utf8'), file, storedOrder);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  };

  return {
    add: async (order) => {
      const file = fileOf(order.request.out_order_no);
      // This is the one moment at which a number is taken.
      const added = await addFile(file, `${JSON.stringify(order)}\n`, { mode: 0o600 });
      return added ? order : ((await read(file)) ?? order);
    },
    get: (outOrderNo) => read(fileOf(outOrderNo)),
    list: async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
      const orders: StoredOrder[] = [];
      // One after the other: thousands of open files at once would hit the limit of the system.
      for (const name of names) {
        const order = await read(join(folder, name));
        if (order) orders.push(order);
      }
      return orders.sort(byCreation);
    },
  };
}
