import type { Agents } from 'got';
import { getProxyForUrl } from 'proxy-from-env';
import { isLoopbackHost } from '../loopback.js';

/**
 * URL of the proxy for a request: the configured one, else by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. This machine
 * itself is never reached through a proxy, as in curl's and Go's practice.
 */
export function proxyFor(url: URL, configured: string | undefined): string | undefined {
  if (isLoopbackHost(url.hostname)) return undefined;
  return (configured ?? getProxyForUrl(url.href)) || undefined;
}

const made = new Map<string, Agents>();

/** got's agents for a proxy, made once each so that its connections are kept alive. */
export async function proxyAgents(proxy: string | undefined): Promise<Agents> {
  if (proxy === undefined) return {};
  const known = made.get(proxy);
  if (known) return known;
  const { HttpProxyAgent, HttpsProxyAgent } = await import('hpagent');
  const options = { proxy, keepAlive: true };
  const agents = { http: new HttpProxyAgent(options), https: new HttpsProxyAgent(options) };
  made.set(proxy, agents);
  return agents;
}

/** A proxy's URL without the password in it, for `--verbose`. */
export function withoutPassword(proxy: string): string {
  if (!URL.canParse(proxy)) return 'proxy';
  const url = new URL(proxy);
  if (url.password) url.password = '***';
  return url.href;
}
