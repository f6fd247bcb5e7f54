/** Makes lines of text that comes in pieces. */
export interface LineReader {
  add: (text: string) => void;
  /** Tells of what came without an end of line at last. */
  end: () => void;
}

/**
 * A reader of lines that keeps no more than `limit` characters of one.
 * @param onLine called with every line, without its end
 * @param onLong called instead, once, with the beginning of a line that is longer; its rest is thrown away
 */
export function createLineReader(
  limit: number,
  onLine: (line: string) => void,
  onLong: (beginning: string) => void,
): LineReader {
  let rest = '';
  let isDropping = false;

  const addPart = (part: string): void => {
    if (isDropping) return;
    rest += part;
    if (rest.length <= limit) return;
    isDropping = true;
    onLong(rest.slice(0, limit));
    rest = '';
  };
  const endLine = (): void => {
    if (!isDropping) onLine(rest.replace(/\r$/, ''));
    isDropping = false;
    rest = '';
  };

  return {
    add: (text) => {
      const parts = text.split('\n');
      for (const [index, part] of parts.entries()) {
        if (index > 0) endLine();
        addPart(part);
      }
    },
    end: () => {
      if (rest !== '') endLine();
    },
  };
}
