/** A part of a text, and whether it differs from the other text. */
export interface Part {
  text: string;
  differs: boolean;
}

const split = (line: string, start: number, end: number): Part[] =>
  [
    { text: line.slice(0, start), differs: false },
    { text: line.slice(start, line.length - end), differs: true },
    { text: line.slice(line.length - end), differs: false },
  ].filter(({ text }) => text !== '');

const compareLine = (one: string, other: string): [Part[], Part[]] => {
  const shortest = Math.min(one.length, other.length);
  let start = 0;
  while (start < shortest && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return [split(one, start, end), split(other, start, end)];
};

/** Line ends made visible, each still ending its line. */
const linesOf = (text: string): string[] =>
  text
    .replace(/\r/g, '␍')
    .replace(/\n/g, '⏎\n')
    .split('\n')
    .filter((line) => line !== '');

/**
 * Two texts line by line, what differs in a line marked from its first to its last differing character. Line ends are
 * shown as `⏎` and `␍`: they are what most often differs in a message to be signed.
 */
export function compareTexts(one: string, other: string): [Part[][], Part[][]] {
  const [ones, others] = [linesOf(one), linesOf(other)];
  const pairs = Array.from({ length: Math.max(ones.length, others.length) }, (_, at) =>
    compareLine(ones[at] ?? '', others[at] ?? ''),
  );
  return [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
}
