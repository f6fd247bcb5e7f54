import { ConfigError } from '../errors.js';
import { isLoopbackHost } from '../shared/loopback.js';
import { parseProxyUrl } from '../shared/proxy-url.js';
import { sayNetwork } from '../texts/network.js';

/** A proxy, and what named it. */
export interface ProxyServer {
  url: URL;
  /** `HTTPS_PROXY`, or `proxy` for the setting. */
  from: string;
}

/** Environment variables as `process.env` has them. */
export type Env = Readonly<Record<string, string | undefined>>;

const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * Whether `NO_PROXY` exempts a host. Entries are separated by commas or blanks; `example.com`, `.example.com` and
 * `*.example.com` all exempt the host and what is below it, `:443` limits an entry to a port, `*` exempts everything.
 * @see https://curl.se/docs/manpage.html#--noproxy
 */
const isExempt = ({ hostname, port }: URL, env: Env): boolean => {
  const entries = (env['no_proxy'] || env['NO_PROXY'] || '').toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => {
    if (entry === '*') return true;
    const [, name = '', only] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    if (name === '' || (only !== undefined && only !== (port || '443'))) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
};

const readProxy = (text: string, from: string): ProxyServer => {
  const url = parseProxyUrl(text);
  if (url) return { url, from };
  // Not quoted: it may hold a password.
  throw new ConfigError(sayNetwork('badProxy', from), {
    code: 'BAD_PROXY',
    hint: sayNetwork('badProxyHint', from),
  });
};

/**
 * The proxy for a request: the configured one, else by `HTTPS_PROXY` or `ALL_PROXY` (in either case of letters), unless
 * `NO_PROXY` exempts the host. This machine itself is never reached through a proxy.
 * @throws {ConfigError} `BAD_PROXY` naming the variable
 */
export function proxyFor(url: URL, configured: string | undefined, env: Env): ProxyServer | undefined {
  if (isLoopbackHost(url.hostname)) return undefined;
  if (configured) return readProxy(configured, 'proxy');
  const from = VARIABLES.find((name) => env[name]);
  const text = from === undefined ? undefined : env[from];
  if (from === undefined || text === undefined || isExempt(url, env)) return undefined;
  return readProxy(text.trim(), from);
}

/** A proxy as messages show it: without user name and password. */
export function describeProxy({ url }: ProxyServer): string {
  return `${url.protocol}//${url.host}`;
}
