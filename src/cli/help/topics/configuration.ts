import { keyPath, SETTINGS, settingOf, VALUE_KEYS, type ValueKey } from '../../../config/settings-table.js';
import { inLanguage, type Language } from '../../../shared/text.js';
import { sayHelp } from '../../../texts/help.js';
import { sayTopic } from '../../../texts/help-topics.js';
import type { Item } from '../facts.js';
import type { MakeTopic } from '../topic.js';

const itemOf = (name: ValueKey, language: Language): Item => {
  const setting = settingOf(name);
  const standard = 'default' in setting ? setting.default : undefined;
  const extras = [
    standard !== undefined && sayHelp('byDefault', String(standard)),
    setting.env !== undefined && sayHelp('environment', setting.env),
    setting.option !== undefined && sayHelp('option', setting.option),
  ].flatMap((extra) => (extra ? [extra[language]] : []));
  const meaning = inLanguage(setting.meaning, language);
  return {
    term: keyPath(name),
    meaning: extras.length === 0 ? meaning : meaning + sayHelp('extras', extras)[language],
  };
};

/** The configuration file: where it is, and every key. */
export const topic: MakeTopic = (_, { language }) => [
  { text: sayTopic('configurationText') },
  {
    title: sayHelp('examples'),
    examples: [
      { command: 'wxpay config show', comment: sayTopic('seeValues') },
      { command: 'wxpay config check', comment: sayTopic('findProblems') },
    ],
  },
  { title: sayTopic('keysTitle'), items: VALUE_KEYS.map((name) => itemOf(name, language)) },
  { title: sayTopic('profilesTitle'), text: sayTopic('profilesText', SETTINGS.profile.env) },
  { title: sayTopic('trustTitle'), text: sayTopic('trustText') },
];
