import type { NotificationAnswer } from './answers.js';

/** How many ids are remembered; WeChat Pay repeats for about two and a half hours. */
const REMEMBERED = 10_000;

/** What became of a notification. */
interface Outcome {
  answer: NotificationAnswer;
  /** Whether its id came before. */
  repeat: boolean;
}

const isTaken = ({ status }: NotificationAnswer): boolean => status >= 200 && status < 300;

/** Remembers the answers to notifications by id. */
export interface Repeats {
  /**
   * Does the work for an id unless it was done before and the notification was taken: then the answer is the same one.
   * While it is under way, a repeat waits for it. One that was not taken is tried again.
   */
  once: (id: string, work: () => Promise<NotificationAnswer>) => Promise<Outcome>;
}

/** A memory of the last notifications, bounded: the ids that were seen longest ago are forgotten. */
export function createRepeats(limit: number = REMEMBERED): Repeats {
  const answers = new Map<string, Promise<NotificationAnswer>>();
  const again = async (before: Promise<NotificationAnswer>, work: () => Promise<NotificationAnswer>) => {
    const answer = await before;
    return isTaken(answer) ? answer : work();
  };
  return {
    once: async (id, work) => {
      const before = answers.get(id);
      const answer = before === undefined ? work() : again(before, work);
      answers.delete(id);
      answers.set(id, answer);
      const [oldest] = answers.keys();
      if (answers.size > limit && oldest !== undefined) answers.delete(oldest);
      return { answer: await answer, repeat: before !== undefined };
    },
  };
}
