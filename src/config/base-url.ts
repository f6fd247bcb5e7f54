import { isLoopbackHost } from '../shared/loopback.js';

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
export function checkBaseUrl(url: string): string | undefined {
  const expected = 'expected an origin such as https://api.mch.weixin.qq.com';
  // Checked on the text too: `URL` mends `https:host`, blanks and backslashes without a word.
  if (!/^[a-z]+:\/\/[^\s\\]+$/i.test(url) || !URL.canParse(url)) return expected;
  const { protocol, username, password, pathname } = new URL(url);
  if (username || password) return `${expected}, without a user name and password`;
  if (url.includes('?')) return `${expected}, without a query string`;
  if (url.includes('#')) return `${expected}, without a fragment`;
  if (pathname !== '/') return `${expected}, without a path`;
  if (protocol === 'https:') return undefined;
  if (protocol !== 'http:') return expected;
  return isLoopbackUrl(url)
    ? undefined
    : 'plain http is accepted for this machine only (localhost, 127.0.0.1); use https';
}
