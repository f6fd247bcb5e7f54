import { SETTINGS } from '../../../../config/settings-table.js';
import { pathFrom } from '../../../../shared/relative-path.js';

/** What a new configuration says. Keys stay in their files. */
export interface Answers {
  mchid: string;
  /** Absolute paths. */
  certificate: string;
  privateKey: string;
  /** Public key ID or platform certificate serial → absolute path. */
  certs: Readonly<Record<string, string>>;
  /** The environment variable that holds the APIv3 key. */
  apiv3KeyEnv?: string | undefined;
  notifyUrl?: string | undefined;
  serviceId?: string | undefined;
  baseUrl?: string | undefined;
}

/** The content of a configuration, or of one profile of it. */
export type Content = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

const given = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

/**
 * The content that says the answers, its keys in the order of the settings table.
 * @param folder the folder of the file, absolute: paths are relative to it
 */
export function contentOf(answers: Answers, folder: string): Content {
  const { mchid, certificate, privateKey, certs, apiv3KeyEnv, notifyUrl, serviceId, baseUrl } = answers;
  const keys = Object.fromEntries(Object.entries(certs).map(([id, file]) => [id, pathFrom(folder, file)]));
  const insurance = given({ notifyUrl, serviceId });
  return {
    mchid,
    certificate: pathFrom(folder, certificate),
    privateKey: pathFrom(folder, privateKey),
    ...(Object.keys(keys).length > 0 && { certs: keys }),
    ...(apiv3KeyEnv !== undefined && { apiv3Key: `\${${apiv3KeyEnv}}` }),
    ...(Object.keys(insurance).length > 0 && { insurance }),
    ...(baseUrl !== undefined && { baseUrl }),
  };
}

/** The variable that is proposed for the APIv3 key: the one that is read without a configuration, too. */
export const APIV3_KEY_VARIABLE: string = SETTINGS.apiv3Key.env;
