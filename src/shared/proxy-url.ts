import { sayValue } from '../texts/values.js';
import type { Text } from './text.js';

/** The URL of a proxy with its scheme: without one it is http, as curl and Node read it. */
export function proxyUrl(value: string): string {
  return value.includes('://') ? value : `http://${value}`;
}

/** The URL of an HTTP proxy; `undefined` for anything else. */
export function parseProxyUrl(value: string): URL | undefined {
  const written = proxyUrl(value);
  if (/[\s\\]/.test(value) || !URL.canParse(written)) return undefined;
  const url = new URL(written);
  return /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : undefined;
}

/** What is wrong with the URL of a proxy as a setting, in one phrase; `undefined` when nothing is. */
export function checkProxyUrl(value: string): Text | undefined {
  const url = parseProxyUrl(value);
  if (!url) return sayValue('proxy');
  const { pathname, search, hash } = url;
  return pathname === '/' && search === '' && hash === '' ? undefined : sayValue('proxyPath');
}
