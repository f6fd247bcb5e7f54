import { sayHelp } from '../../../texts/help.js';
import { globalOptionItems } from '../command-page.js';
import type { MakeTopic } from '../topics.js';

/** The options that every command takes. */
export const topic: MakeTopic = ({ program }, { layout }) => [
  { title: sayHelp('optionsTitle'), items: globalOptionItems(program, layout) },
];
