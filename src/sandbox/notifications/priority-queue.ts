/** Something to be done at a time. */
interface Due {
  /** Milliseconds since 1970. */
  due: number;
}

/** Things to be done, the earliest first. */
export interface PriorityQueue<Item extends Due> {
  add(item: Item): void;
  /** The item with the earliest time, which stays in the queue. */
  peek(): Item | undefined;
  /** Takes out the item with the earliest time. */
  take(): Item | undefined;
  /** How many of the items are of a kind. */
  count(isOfKind: (item: Item) => boolean): number;
}

/**
 * A binary heap: adding and taking cost the logarithm of the number of items, so that a hundred thousand orders need
 * one timer for the first of them instead of one each.
 */
export function createPriorityQueue<Item extends Due>(): PriorityQueue<Item> {
  const heap: Item[] = [];
  const dueAt = (index: number): number => heap[index]?.due ?? Number.POSITIVE_INFINITY;

  const swap = (a: number, b: number): void => {
    const [first, second] = [heap[a], heap[b]];
    if (first === undefined || second === undefined) return;
    heap[a] = second;
    heap[b] = first;
  };

  return {
    add: (item) => {
      let at = heap.push(item) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (dueAt(parent) <= dueAt(at)) return;
        swap(parent, at);
        at = parent;
      }
    },
    peek: () => heap[0],
    count: (isOfKind) => heap.filter(isOfKind).length,
    take: () => {
      swap(0, heap.length - 1);
      const first = heap.pop();
      let at = 0;
      for (;;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        const smaller = dueAt(right) < dueAt(left) ? right : left;
        if (dueAt(smaller) >= dueAt(at)) return first;
        swap(at, smaller);
        at = smaller;
      }
    },
  };
}
