import type { Credentials } from '../apiv3/credentials.js';
import { ConfigError } from '../errors.js';
import { saySetting } from '../texts/settings.js';
import { isLoopbackUrl } from './base-url.js';
import type { Settings } from './settings.js';
import { SETTINGS } from './settings-table.js';
import { describeSource } from './source.js';

const isUnder = (url: string, domain: string): boolean => {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === domain || host.endsWith(`.${domain}`);
};

/** What credentials say of whose they are. */
export interface Identity {
  mchid: string;
  serial: string;
  /** The ids of `certs`. */
  ids: readonly string[];
}

/** An error for every placeholder of the example that would go to a live host; none in front of this machine. */
export function placeholderErrors({ values, sources }: Settings, { mchid, serial, ids }: Identity): ConfigError[] {
  const live = [values.baseUrl, values.backupBaseUrl].find((url) => url !== undefined && !isLoopbackUrl(url));
  if (live === undefined) return [];
  const among = (known: readonly string[], found: string | undefined) => known.find((each) => each === found);
  const { notifyUrl = '', serviceId } = values;
  const placeholders = {
    mchid: among(SETTINGS.mchid.placeholders, mchid),
    serial: among(SETTINGS.serial.placeholders, serial),
    certs: ids.find((id) => among(SETTINGS.certs.placeholders, id)),
    notifyUrl: SETTINGS.notifyUrl.placeholders.find((domain) => isUnder(notifyUrl, domain)),
    serviceId: among(SETTINGS.serviceId.placeholders, serviceId),
  };
  return (['mchid', 'serial', 'certs', 'notifyUrl', 'serviceId'] as const).flatMap((name) => {
    const found = placeholders[name];
    const source = sources[name] ?? sources.certificate;
    if (found === undefined || source === undefined) return [];
    return new ConfigError(saySetting('placeholder', describeSource(source), found, live), {
      code: 'PLACEHOLDER',
      hint: saySetting('placeholderHint'),
    });
  });
}

/**
 * Refuses to go to a live host with what was copied from the example file and not replaced: WeChat Pay would refuse the
 * call, or send notifications to example.com. In front of this machine they do no harm.
 * @throws {ConfigError} `PLACEHOLDER` naming the key
 */
export function refusePlaceholders(settings: Settings, { mchid, serial, keyRing }: Credentials): void {
  const [first] = placeholderErrors(settings, { mchid, serial, ids: keyRing.ids });
  if (first !== undefined) throw first;
}
