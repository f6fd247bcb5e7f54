/** Strings, punctuation, and runs of anything else that is not blank: numbers and literals. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Replaces the value of a member of a JSON object in the text itself, so that all else stays as received: numbers
 * beyond double precision, the order of names, blanks. Of two members with this name it is the last one, as `JSON.parse`
 * has it. Text without the member comes back as it is. Both texts must be valid JSON.
 */
export function replaceMember(text: string, name: string, value: string): string {
  let depth = 0;
  let expectsName = false;
  let inMember = false;
  let span: { from: number; to: number } | undefined;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '}' || token === ']') depth -= 1;
    if (depth === 0 || (depth === 1 && token === ',')) inMember = false;
    if (inMember && token !== ':') span = { from: span?.from ?? index, to: index + token.length };
    if (depth === 1 && expectsName && token.startsWith('"')) {
      inMember = JSON.parse(token) === name;
      if (inMember) span = undefined;
    }
    expectsName = depth === 1 ? token === ',' : depth === 0 && token === '{';
    if (token === '{' || token === '[') depth += 1;
  }
  return span === undefined ? text : text.slice(0, span.from) + value + text.slice(span.to);
}
