import { isLoopbackHost } from '../shared/loopback.js';
import type { Text } from '../shared/text.js';
import { sayValue } from '../texts/values.js';

/** WeChat Pay's host for mainland merchants. */
export const DEFAULT_BASE_URL = 'https://api.mch.weixin.qq.com';
/** The host that WeChat Pay names for when that one cannot be reached. */
export const DEFAULT_BACKUP_BASE_URL = 'https://api2.mch.weixin.qq.com';

/** Whether a URL points to this machine, where plain http and throwaway credentials are allowed. */
export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

/**
 * What is wrong with a base URL, in one phrase; `undefined` when nothing is. It is an origin: https, or http to this
 * machine, and nothing behind the host, because the path of a request is signed as it stands.
 */
export function checkBaseUrl(url: string): Text | undefined {
  // Checked on the text too: `URL` mends `https:host`, blanks and backslashes without a word.
  if (!/^[a-z]+:\/\/[^\s\\]+$/i.test(url) || !URL.canParse(url)) return sayValue('origin');
  const { protocol, username, password, pathname } = new URL(url);
  if (username || password) return sayValue('originUser');
  if (url.includes('?')) return sayValue('originQuery');
  if (url.includes('#')) return sayValue('originFragment');
  if (pathname !== '/') return sayValue('originPath');
  if (protocol === 'https:') return undefined;
  if (protocol !== 'http:') return sayValue('origin');
  return isLoopbackUrl(url) ? undefined : sayValue('originHttp');
}
