import { findMembers } from '../shared/json-members.js';

/**
 * Replaces the value of a member of a JSON object in the text itself, so that all else stays as received: numbers
 * beyond double precision, the order of names, blanks. Text without the member comes back as it is. Both texts must be
 * valid JSON.
 */
export function replaceMember(text: string, name: string, value: string): string {
  const member = findMembers(text).get(name);
  return member === undefined ? text : text.slice(0, member.from) + value + text.slice(member.to);
}
