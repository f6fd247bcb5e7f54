import { sayHelp } from '../../../texts/help.js';
import { globalOptionItems } from '../option-items.js';
import type { MakeTopic } from '../topic.js';

/** The options that every command takes. */
export const topic: MakeTopic = ({ program }, { layout }) => [
  { title: sayHelp('optionsTitle'), items: globalOptionItems(program, layout) },
];
