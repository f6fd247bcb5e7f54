import { sayHelp } from '../../texts/help.js';
import type { Topic } from './topic.js';

/** Every topic, by its name. */
export const TOPICS: Readonly<Record<string, Topic>> = {
  configuration: { summary: sayHelp('topicConfiguration'), load: () => import('./topics/configuration.js') },
  environment: { summary: sayHelp('topicEnvironment'), load: () => import('./topics/environment.js') },
  output: { summary: sayHelp('topicOutput'), load: () => import('./topics/output.js') },
  'exit-codes': { summary: sayHelp('topicExitCodes'), load: () => import('./topics/exit-codes.js') },
  signing: { summary: sayHelp('topicSigning'), load: () => import('./topics/signing.js') },
  errors: { summary: sayHelp('topicErrors'), load: () => import('./topics/errors.js') },
  options: { summary: sayHelp('topicOptions'), load: () => import('./topics/options.js') },
};
