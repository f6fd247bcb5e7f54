import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import { env as processEnv } from 'node:process';
import type { Agents } from 'got';
import { type Env, type ProxyServer, proxyFor } from './proxy.js';
import type { CallerOptions } from './types.js';

/** The way to a host: the agents to give to got, and the proxy that they go through. */
export interface Route {
  agents: Agents;
  proxy: ProxyServer | undefined;
}

/** What the way depends on. */
type RouteSetup = Pick<CallerOptions, 'proxy' | 'ca' | 'env'>;

/** As Node's own global agent: idle connections are closed after 5 s, before servers and firewalls drop them. */
const KEEP_ALIVE = { keepAlive: true, scheduling: 'lifo', timeout: 5000 } as const;

/** Node's own authorities, those of `NODE_EXTRA_CA_CERTS`, and the given ones: `ca` alone would replace the others. */
const withAuthorities = async (ca: string, env: Env): Promise<string[]> => {
  const { rootCertificates } = await import('node:tls');
  const extra = env['NODE_EXTRA_CA_CERTS'];
  // A file that cannot be read is ignored, as Node does, which has warned of it.
  const further = extra ? [await readFile(extra, 'utf8').catch(() => '')] : [];
  return [...rootCertificates, ...further.filter((pem) => pem !== ''), ca];
};

/**
 * Finds the way to a host, and keeps its agents, so that connections are used again. TLS is verified always, whatever
 * `NODE_TLS_REJECT_UNAUTHORIZED` says.
 * @returns a function that takes whether only a new connection will do, and throws `ConfigError` `BAD_PROXY`
 */
export function createRoutes({
  proxy: configured,
  ca,
  env = processEnv,
}: RouteSetup): (url: URL, isFresh?: boolean) => Promise<Route> {
  let secure: Promise<AgentOptions> | undefined;
  const made = new Map<string, Promise<Agents>>();

  const readSecure = async (): Promise<AgentOptions> => ({
    rejectUnauthorized: true,
    ...(ca !== undefined && { ca: await withAuthorities(ca, env) }),
  });
  const make = async (proxy: ProxyServer | undefined, keep: AgentOptions): Promise<Agents> => {
    secure ??= readSecure();
    const options = { ...keep, ...(await secure) };
    if (proxy === undefined) return { https: new Agent(options) };
    const { createTunnelAgent } = await import('./tunnel.js');
    return { https: createTunnelAgent(proxy.url, options) };
  };

  return async (url, isFresh = false) => {
    // Plain http goes to this machine only, with Node's own agent.
    if (url.protocol !== 'https:') return { agents: isFresh ? { http: new HttpAgent() } : {}, proxy: undefined };
    const proxy = proxyFor(url, configured, env);
    if (isFresh) return { agents: await make(proxy, {}), proxy };
    const key = proxy?.url.href ?? '';
    const agents = made.get(key) ?? make(proxy, proxy ? { keepAlive: true } : KEEP_ALIVE);
    made.set(key, agents);
    return { agents: await agents, proxy };
  };
}
