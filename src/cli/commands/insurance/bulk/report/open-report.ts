import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../../../../errors.js';
import { reasonOf } from '../../../../../shared/message-of.js';
import { isSameFile } from '../../../../../shared/same-file.js';
import { systemCode } from '../../../../../shared/system-code.js';
import type { Text } from '../../../../../shared/text.js';
import { replaceFile } from '../../../../../shared/write-file.js';
import { sayCampaign } from '../../../../../texts/campaign-report.js';
import type { Context } from '../../../../context.js';
import { type ReportFacts, renderReport } from './page.js';
import { createThroughput } from './throughput.js';

/** A report that is to be written at the end of a run. */
export interface Report {
  /** Counts a row that has ended now. */
  count(): void;
  /** Writes the page. That it cannot be written is a warning: what was sent has been sent, and the results say it. */
  write(facts: ReportFacts): Promise<void>;
}

/** What a report depends on. */
export interface ReportSetup {
  context: Pick<Context, 'world' | 'io' | 'language'>;
  /** The input, as typed. */
  input: string;
  /** Files that must not be overwritten, from the working directory. */
  others: readonly string[];
  /** Milliseconds of a clock that never goes back. */
  monotonic: () => number;
}

const refusal = (message: Text, cause?: unknown): UsageError =>
  new UsageError(message, { code: 'CANNOT_WRITE_REPORT', hint: sayCampaign('nothingSent'), cause });

const requireWritable = async (file: string): Promise<void> => {
  try {
    const found = await lstat(file).catch((error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw error;
    });
    if (found?.isFile() === false && !found.isSymbolicLink()) {
      throw refusal(sayCampaign('cannotWrite', file, sayCampaign('notAFile')));
    }
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw refusal(sayCampaign('cannotWrite', file, reasonOf(error)), error);
  }
};

/**
 * Prepares the report of a run before anything is sent; the time begins. One that exists is replaced at the end, whole
 * or not at all (0600).
 * @throws {UsageError} `CANNOT_WRITE_REPORT`
 */
export async function openReport(
  path: string,
  { context: { world, io, language }, input, others, monotonic }: ReportSetup,
): Promise<Report> {
  const file = resolve(world.cwd, path);
  const taken = others.map((other) => resolve(world.cwd, other));
  const isOther = await Promise.all(taken.map(async (other) => other === file || (await isSameFile(file, other))));
  if (isOther.includes(true)) throw refusal(sayCampaign('wouldOverwrite', file));
  await requireWritable(file);
  const started = new Date();
  const begun = monotonic();
  const throughput = createThroughput();
  return {
    count: () => throughput.add(monotonic() - begun),
    write: async (facts) => {
      const times = { input, started, milliseconds: monotonic() - begun, steps: throughput.steps() };
      try {
        await replaceFile(file, await renderReport(facts, times, language), { mode: 0o600 });
        io.note(sayCampaign('written', path));
      } catch (error) {
        io.insist(sayCampaign('lost', path, reasonOf(error)));
      }
    },
  };
}
