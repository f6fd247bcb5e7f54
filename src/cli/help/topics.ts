import type { Text } from '../../shared/text.js';
import { sayHelp } from '../../texts/help.js';
import type { Tree } from '../tree.js';
import type { Section } from './facts.js';
import type { Style } from './page.js';

/** Makes the sections of a topic's page when it is asked for. */
export type MakeTopic = (tree: Tree, style: Style) => Section[];

/** A topic of `wxpay help`. */
export interface Topic {
  summary: Text;
  load: () => Promise<{ topic: MakeTopic }>;
}

/** Every topic, by its name. */
export const TOPICS: Readonly<Record<string, Topic>> = {
  options: { summary: sayHelp('topicOptions'), load: () => import('./topics/options.js') },
  'exit-codes': { summary: sayHelp('topicExitCodes'), load: () => import('./topics/exit-codes.js') },
};
