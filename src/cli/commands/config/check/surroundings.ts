import { DEFAULT_BACKUP_BASE_URL, DEFAULT_BASE_URL, isLoopbackUrl } from '../../../../config/base-url.js';
import type { Settings } from '../../../../config/settings.js';
import { describeSource } from '../../../../config/source.js';
import { sayCheck } from '../../../../texts/config-check.js';
import { type Check, passed, warned } from './check.js';
import { describeAccess } from './file-access.js';

const fileChecks = ({ file, searched, warnings, misspelt }: Settings): Check[] => [
  file === undefined
    ? warned('file', sayCheck('noFile', searched.join(', ')), sayCheck('noFileHint'))
    : passed('file', sayCheck('file', file, describeAccess(file))),
  ...warnings.filter((warning) => !misspelt.includes(warning)).map((warning) => warned('file', warning)),
];

const profileCheck = ({ profile, profiles }: Settings): Check => {
  const used = profile === undefined ? sayCheck('noProfile') : sayCheck('profile', profile);
  return passed('profile', profiles.length === 0 ? used : sayCheck('profiles', used, profiles.join(', ')));
};

/** Where the overridden values stand in the file, with their lines, which a parser tells that nothing else needs. */
const placesOf = async (overridden: Settings['overridden'], settings: Settings): Promise<string[]> => {
  const { describeWithLine, readKeyLines } = await import('../key-lines.js');
  const lineOf = readKeyLines(settings);
  return overridden.map(({ instead }) => describeWithLine(instead, lineOf(instead)));
};

const environmentChecks = async (settings: Settings): Promise<Check[]> => {
  const { file, overridden, misspelt } = settings;
  const instead = overridden.length === 0 ? [] : await placesOf(overridden, settings);
  const found = [
    ...overridden.map(({ by }, at) => {
      const name = describeSource(by);
      return warned('environment', sayCheck('overridden', name, instead[at] ?? ''), sayCheck('overriddenHint', name));
    }),
    ...misspelt.map((warning) => warned('environment', warning)),
  ];
  return found.length > 0 || file === undefined ? found : [passed('environment', sayCheck('nothingOverridden'))];
};

const hostCheck = (name: 'baseUrl' | 'backupBaseUrl', { values }: Settings): Check[] => {
  const url = values[name];
  if (url === undefined) return [];
  if (isLoopbackUrl(url)) return [passed(name, sayCheck('local', url))];
  const isOfficial = url === DEFAULT_BASE_URL || url === DEFAULT_BACKUP_BASE_URL;
  return [isOfficial ? passed(name, sayCheck('live', url)) : warned(name, sayCheck('otherHost', url))];
};

/** Which file and profile are in use, what the environment changes about them, and where requests go. */
export async function checkSurroundings(settings: Settings): Promise<Check[]> {
  return [
    ...fileChecks(settings),
    profileCheck(settings),
    ...(await environmentChecks(settings)),
    ...hostCheck('baseUrl', settings),
    ...hostCheck('backupBaseUrl', settings),
  ];
}
