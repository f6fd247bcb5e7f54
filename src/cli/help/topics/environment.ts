import { SETTING_NAMES, SETTINGS, settingOf } from '../../../config/settings-table.js';
import { sayTopic } from '../../../texts/help-topics.js';
import type { MakeTopic } from '../topic.js';

/** Every variable of the environment that matters. */
export const topic: MakeTopic = () => [
  { text: sayTopic('environmentText') },
  {
    title: sayTopic('variablesTitle'),
    items: SETTING_NAMES.flatMap((name) => {
      const { env, meaning } = settingOf(name);
      return env === undefined ? [] : [{ term: env, meaning }];
    }),
  },
  {
    title: sayTopic('sharedTitle'),
    items: [
      { term: 'HTTPS_PROXY, NO_PROXY', meaning: sayTopic('proxyVariables') },
      { term: 'NODE_EXTRA_CA_CERTS', meaning: sayTopic('extraCa') },
      { term: 'LC_ALL, LC_MESSAGES, LANG', meaning: sayTopic('locale', SETTINGS.lang.env) },
      { term: 'NO_COLOR', meaning: sayTopic('noColor') },
      { term: 'FORCE_COLOR', meaning: sayTopic('forceColor') },
      { term: 'XDG_CONFIG_HOME', meaning: sayTopic('xdgConfig') },
      { term: 'XDG_STATE_HOME', meaning: sayTopic('xdgState') },
      { term: 'XDG_CACHE_HOME', meaning: sayTopic('xdgCache') },
      { term: 'JOB_COMPLETION_INDEX', meaning: sayTopic('completionIndex') },
      { term: 'WXPAY_SANDBOX_URL', meaning: sayTopic('sandboxUrl') },
    ],
  },
];
