/** Strings, punctuation, and runs of anything else that is not blank: numbers and literals. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The value of a member as it stands in the text. */
export interface Member {
  /** Index of its first character. */
  from: number;
  /** Index behind its last character. */
  to: number;
}

/**
 * The members of a JSON object in its text, by name, so that a value can be shown or replaced as it was received: a
 * number beyond double precision keeps its digits, and nesting costs no stack. Of several members with one name it is
 * the last one, as `JSON.parse` has it. The text must be valid JSON; one that is no object has no members.
 */
export function findMembers(text: string): Map<string, Member> {
  const members = new Map<string, Member>();
  let depth = 0;
  let expectsName = false;
  let name: string | undefined;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '}' || token === ']') depth -= 1;
    if (depth === 0 || (depth === 1 && token === ',')) name = undefined;
    const member = name === undefined ? undefined : members.get(name);
    if (name !== undefined && (token !== ':' || member)) {
      members.set(name, { from: member?.from ?? index, to: index + token.length });
    }
    if (depth === 1 && expectsName && token.startsWith('"')) {
      name = String(JSON.parse(token));
      members.delete(name);
    }
    expectsName = depth === 1 ? token === ',' : depth === 0 && token === '{';
    if (token === '{' || token === '[') depth += 1;
  }
  return members;
}
