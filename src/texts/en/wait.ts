import type { Text } from '../../shared/text.js';

/** What is said of a call that takes long. */
export const wait = {
  still: (host: string, seconds: number) => `still waiting for ${host} (${seconds} s) …`,
  retry: (attempt: number, of: number, problem: Text) => `retrying (${attempt} of ${of}) after: ${problem.en}`,
};
