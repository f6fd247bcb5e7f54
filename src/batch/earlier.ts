import { UsageError } from '../errors.js';
import { digestOf } from './digest-table.js';
import { ROW_STATUSES, type RowStatus } from './result-line.js';

/** How the rows of earlier runs ended, by their line: five bytes a line of the input. */
export interface Earlier {
  /** Notes a result. Of several for one line the last one counts, but an order that was created stays created. */
  add(result: { line: number; out_order_no: string; status: RowStatus }): void;
  /**
   * How a row ended; `undefined` for one without a result.
   * @throws {UsageError} `OTHER_INPUT` when the result of the line is another order's
   */
  find(line: number, outOrderNo: string): RowStatus | undefined;
}

const CREATED = ROW_STATUSES.indexOf('created') + 1;

const fingerprint = (outOrderNo: string): number => digestOf('result', outOrderNo).low;

/** @param file the results file, for messages */
export function createEarlier(file: string): Earlier {
  let statuses = new Uint8Array(0);
  let numbers = new Uint32Array(0);
  const reserve = (line: number) => {
    if (line < statuses.length) return;
    const length = Math.max(1024, Math.ceil(line * 1.5));
    const [oldStatuses, oldNumbers] = [statuses, numbers];
    statuses = new Uint8Array(length);
    numbers = new Uint32Array(length);
    statuses.set(oldStatuses);
    numbers.set(oldNumbers);
  };
  return {
    add: ({ line, out_order_no, status }) => {
      reserve(line);
      const number = fingerprint(out_order_no);
      if (statuses[line] === CREATED && numbers[line] === number) return;
      statuses[line] = ROW_STATUSES.indexOf(status) + 1;
      numbers[line] = number;
    },
    find: (line, outOrderNo) => {
      const status = statuses[line];
      if (!status) return undefined;
      if (numbers[line] === fingerprint(outOrderNo)) return ROW_STATUSES[status - 1];
      throw new UsageError(
        `${file} holds the results of another input: line ${line} is order ${outOrderNo} here, another one there`,
        {
          code: 'OTHER_INPUT',
          hint: 'Resume with the file and the --id of the first run; or name new results, for which the same rows get the same numbers.',
        },
      );
    },
  };
}
