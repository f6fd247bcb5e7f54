/** An append-only file or stream of lines. */
export interface Journal {
  /**
   * Appends a line; resolves once it is handed to the system, so that it survives the end of this process. After a
   * failure every call rejects with it.
   */
  append(line: string): Promise<void>;
}

/**
 * Makes a journal of something that can be written to. Lines that arrive while another write is under way go out
 * together: a write each would cost more than all else about a row.
 * @param write appends a text as a whole
 */
export function createJournal(write: (text: string) => Promise<void>): Journal {
  let waiting: string[] = [];
  let round: Promise<void> | undefined;
  let failure: { cause: unknown } | undefined;

  const writeWaiting = async (previous: Promise<void> | undefined): Promise<void> => {
    await previous;
    const text = waiting.join('');
    waiting = [];
    round = undefined;
    if (failure) throw failure.cause;
    try {
      await write(text);
    } catch (cause) {
      failure = { cause };
      throw cause;
    }
  };

  let current: Promise<void> | undefined;
  return {
    append: (line) => {
      if (failure) return Promise.reject(failure.cause);
      waiting.push(line);
      if (round === undefined) {
        round = writeWaiting(current?.catch(() => {}));
        current = round;
      }
      return round;
    },
  };
}
