import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { makeFolder } from '../../shared/make-folder.js';
import { messageOf } from '../../shared/message-of.js';
import { systemCode } from '../../shared/system-code.js';
import { addFile, replaceFile } from '../../shared/write-file.js';
import { damaged, parseData } from '../keys/data-file.js';
import { withLock } from '../keys/lock.js';

/** Milliseconds since 1970, far enough from the limits of dates to be calculated with. */
const moment = z.number().check(z.gte(0), z.lte(1e14));

const storedOrder = z.object({
  order_id: z.string(),
  created_at: moment,
  /**
   * When it leaves `RECEIVING`, or when its state was last set by hand, in milliseconds since 1970: kept, so that a
   * restart with another delay changes nothing.
   */
  received_at: moment,
  /** The state that was set by hand; without it the state follows from the clock. */
  state: z.optional(z.enum(['RECEIVING', 'RECEIVED', 'FAILED'])),
  claimed_count: z.optional(z.int().check(z.gte(0))),
  request: z.object({
    out_order_no: z.string(),
    openid: z.string(),
    notify_url: z.string(),
    service_id: z.optional(z.string()),
  }),
});

/** What is kept of an order. */
export type StoredOrder = z.infer<typeof storedOrder>;

/** What can be changed of an order by hand. */
type OrderChange = Pick<Partial<StoredOrder>, 'state' | 'received_at' | 'claimed_count'>;

/** All orders, and the files that hold none that can be read. */
interface OrderList {
  /** In the order in which they were created. */
  orders: StoredOrder[];
  damaged: { file: string; problem: string }[];
}

/** Keeps orders by the merchant's number. */
export interface OrderStore {
  /** Stores an order unless its number is taken; returns the order that now has the number. */
  add(order: StoredOrder): Promise<StoredOrder>;
  get(outOrderNo: string): Promise<StoredOrder | undefined>;
  /**
   * Changes an order, no other change of it in between.
   * @param decide the change, from the order as it is; what it throws is passed on
   * @returns the order as it is now; `undefined` when there is none
   */
  update(outOrderNo: string, decide: (order: StoredOrder) => OrderChange): Promise<StoredOrder | undefined>;
  list(): Promise<OrderList>;
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
    update: async (outOrderNo, decide) => {
      const order = orders.get(outOrderNo);
      if (!order) return undefined;
      const changed = { ...order, ...decide(order) };
      orders.set(outOrderNo, changed);
      return changed;
    },
    list: async () => ({ orders: [...orders.values()].sort(byCreation), damaged: [] }),
  };
}

const PRIVATE = { mode: 0o600 };

/** More than the largest order that `create` accepts. */
const FILE_LIMIT = 65_536;

/**
 * Orders as one file each in a folder, which is made if it is missing. Several processes may share it: a file appears
 * under its name complete and at most once. The names are the numbers in hex, because `|` and `*` are not allowed in
 * names everywhere and upper and lower case are not told apart everywhere.
 */
export async function createFolderStore(folder: string): Promise<OrderStore> {
  await makeFolder(folder, 0o700);
  const fileOf = (outOrderNo: string) => join(folder, `${Buffer.from(outOrderNo).toString('hex')}.json`);

  const read = async (file: string): Promise<StoredOrder | undefined> => {
    try {
      // Before it is opened: reading a pipe would wait for ever.
      const found = await lstat(file);
      if (!found.isFile() || found.size > FILE_LIMIT) throw damaged(file, new Error('it is not a small regular file'));
      return parseData(await readFile(file, 'utf8'), file, storedOrder);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  };

  const textOf = (order: StoredOrder): string => `${JSON.stringify(order)}\n`;

  return {
    add: async (order) => {
      const file = fileOf(order.request.out_order_no);
      // The one moment at which a number is taken.
      if (await addFile(file, textOf(order), PRIVATE)) return order;
      return (await read(file)) ?? order;
    },
    get: (outOrderNo) => read(fileOf(outOrderNo)),
    update: async (outOrderNo, decide) => {
      const file = fileOf(outOrderNo);
      if (!(await read(file))) return undefined;
      return withLock(`${file}.lock`, async () => {
        const order = await read(file);
        if (!order) return undefined;
        const changed = { ...order, ...decide(order) };
        await replaceFile(file, textOf(changed), PRIVATE);
        return changed;
      });
    },
    list: async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
      const list: OrderList = { orders: [], damaged: [] };
      // One after the other: thousands of open files at once would hit the limit of the system.
      for (const name of names) {
        const file = join(folder, name);
        try {
          const order = await read(file);
          if (order && fileOf(order.request.out_order_no) !== file)
            throw damaged(file, new Error('it holds another order'));
          if (order) list.orders.push(order);
        } catch (error) {
          list.damaged.push({ file, problem: messageOf(error) });
        }
      }
      list.orders.sort(byCreation);
      return list;
    },
  };
}
