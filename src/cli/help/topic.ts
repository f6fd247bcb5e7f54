import type { Text } from '../../shared/text.js';
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
