import type { NotificationResponse } from './answers.js';

/** How many ids are remembered; WeChat Pay sends a notification again for about two and a half hours. */
const REMEMBERED = 10_000;

/** What is done about one delivery of a notification. */
interface Delivery {
  /** Keeps it and sends it on; answers what the sender is to be told. Done anew until a notification was taken. */
  take: () => Promise<NotificationResponse>;
  /**
   * Tells the consumer of it, every time.
   * @param repeat whether the consumer was told of this id before
   */
  tell: (answer: NotificationResponse, repeat: boolean) => Promise<void>;
}

/** How far an id has come. */
interface Progress {
  /** What the sender was told by `take`; `undefined` when that failed. */
  answer?: NotificationResponse;
  isTold: boolean;
}

const isTaken = ({ status }: NotificationResponse): boolean => status >= 200 && status < 300;

/** Remembers how far notifications have come, by id. */
export interface Repeats {
  /**
   * Deals with a delivery, after those of the same id that came before it. One that could not be told has failed: the
   * next delivery of its id is told as the first, since skipping repeats must lose nothing.
   * @throws what `take` and `tell` throw
   */
  deliver: (id: string, delivery: Delivery) => Promise<NotificationResponse>;
}

/** A memory of the last notifications, bounded: the ids that were seen longest ago are forgotten. */
export function createRepeats(limit: number = REMEMBERED): Repeats {
  const known = new Map<string, Promise<Progress>>();
  const remember = (id: string, progress: Promise<Progress>) => {
    known.delete(id);
    known.set(id, progress);
    const [oldest] = known.keys();
    if (known.size > limit && oldest !== undefined) known.delete(oldest);
  };
  return {
    deliver: async (id, { take, tell }) => {
      const previous = known.get(id);
      const progress: Progress = { isTold: false };
      const work = async (): Promise<NotificationResponse> => {
        Object.assign(progress, await previous);
        const answer = progress.answer && isTaken(progress.answer) ? progress.answer : await take();
        progress.answer = answer;
        await tell(answer, progress.isTold);
        progress.isTold = true;
        return answer;
      };
      const done = work();
      remember(
        id,
        done.then(
          () => progress,
          () => progress,
        ),
      );
      return done;
    },
  };
}
