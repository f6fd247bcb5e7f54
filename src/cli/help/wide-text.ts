/**
 * What must not be torn apart: a Chinese character with the punctuation that may begin or end no line, or a word of
 * another script. The blanks in front belong to it.
 */
const UNIT =
  /\s*(?:[（《“【]*\p{Script=Han}|[（《“【]*[^\s\p{Script=Han}，。；：、！？（）《》“”【】…—]+|[（《“【—…])[，。；：、！？）》”】…—]*|\s*[^\s]/gu;

/** Characters that are two columns wide, as far as texts of wxpay have some: string-width, which knows all, loads slowly. */
const WIDE = /[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/gu;

/** Columns of a text of wxpay's own on a terminal: a Chinese character is two wide. */
export function displayWidth(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

/**
 * Breaks the lines of a text so that each fits, between any two Chinese characters but at spaces only in other scripts;
 * no line begins with closing punctuation.
 * @param width in terminal columns
 */
export function boxWrap(text: string, width: number): string {
  const wrapLine = (line: string): string[] => {
    const lines: string[] = [];
    let current = '';
    for (const [unit] of line.matchAll(UNIT)) {
      if (current !== '' && displayWidth(current + unit) > width) {
        lines.push(current);
        current = unit.trimStart();
      } else current += unit;
    }
    return [...lines, current];
  };
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line))
    .join('\n');
}
