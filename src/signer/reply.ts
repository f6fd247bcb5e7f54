import { describeJsonProblem, readStrictJson } from '../shared/strict-json.js';
import type { Text } from '../shared/text.js';
import { saySigner } from '../texts/signer.js';

/** What a signer said to one message. */
export type Reply = { signature: string } | { error: string } | { problem: Text };

const textAt = (value: object, key: string): string | undefined => {
  const found: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : undefined;
};

/** Reads one line of a signer. What it holds is not shown: it may be a secret, of a program that is none. */
export function readReply(line: string): Reply {
  const json = readStrictJson(line);
  if (!json.ok) return { problem: saySigner('notJson', describeJsonProblem(json.problem)) };
  const { value } = json;
  const [signature, error] =
    typeof value === 'object' && value !== null ? [textAt(value, 'signature'), textAt(value, 'error')] : [];
  if (signature !== undefined && error === undefined) return { signature };
  if (error !== undefined && signature === undefined) return { error };
  return { problem: saySigner('neither') };
}
