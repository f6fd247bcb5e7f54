import { BlockList, isIP } from 'node:net';
import { sayValue } from '../texts/values.js';
import { isLoopbackHost } from './loopback.js';
import { refusedCharacter } from './request-text.js';
import type { Text } from './text.js';

const SUBNETS = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
] as const;

const isPrivateAddress = (host: string): boolean => {
  // isIP is slow the first time, and most hosts are names.
  const version = /^[\d.]+$|:/.test(host) ? isIP(host) : 0;
  if (version === 0) return !/\..*\w/.test(host) || /\.(?:localhost|local|internal|lan)\.?$/.test(host);
  const list = new BlockList();
  for (const [network, prefix, family] of SUBNETS) list.addSubnet(network, prefix, family);
  return list.check(host, version === 4 ? 'ipv4' : 'ipv6');
};

/**
 * What is wrong with a `notify_url`, in one phrase; `undefined` when nothing is. WeChat Pay wants https, a public host
 * and no query string; it rejects others only once the first notification is lost.
 * @param allowLoopback accept plain http to this machine: only in front of a sandbox that runs here
 */
export function checkNotifyUrl(url: string, allowLoopback: boolean): Text | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // Checked on the text too: `URL` mends `https:host` and backslashes, but what is sent is what was written.
  if (!parsed || !/^[a-z]+:\/\/[^\\]+$/i.test(url)) return sayValue('url');
  const refused = refusedCharacter(url);
  if (refused !== undefined) return refused;
  if (parsed.username || parsed.password) return sayValue('urlUser');
  if (url.includes('?')) return sayValue('urlQuery');
  if (url.includes('#')) return sayValue('urlFragment');
  const loopback = isLoopbackHost(parsed.hostname);
  if (loopback && allowLoopback && /^https?:$/.test(parsed.protocol)) return undefined;
  if (parsed.protocol !== 'https:') return sayValue('urlProtocol', parsed.protocol.slice(0, -1));
  if (isPrivateAddress(parsed.hostname.replace(/^\[|\]$/g, ''))) {
    return sayValue('urlPrivate', parsed.hostname);
  }
  return undefined;
}
