import stringWidth from 'string-width';

/**
 * What must not be torn apart: a Chinese character with the punctuation that may begin or end no line, or a word of
 * another script. The blanks in front belong to it.
 */
const UNIT =
  /\s*(?:[（《“【]*\p{Script=Han}|[（《“【]*[^\s\p{Script=Han}，。；：、！？（）《》“”【】…—]+|[（《“【—…])[，。；：、！？）》”】…—]*|\s*[^\s]/gu;

/** Columns of a text on a terminal: a Chinese character is two wide. */
export const displayWidth: (text: string) => number = stringWidth;

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
      if (current !== '' && stringWidth(current + unit) > width) {
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
