import { joinWordings } from '../../../shared/text.js';
import { EXIT_MEANINGS } from '../../../texts/exit-codes.js';
import type { MakeTopic } from '../topic.js';

/** Every exit code, with what to do. */
export const topic: MakeTopic = () => [
  {
    items: EXIT_MEANINGS.map(({ code, meaning, whatToDo }) => ({
      term: String(code),
      meaning: joinWordings([meaning, whatToDo], '\n→ '),
    })),
  },
];
