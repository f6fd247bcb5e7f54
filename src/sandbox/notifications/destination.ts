import { isLoopbackHost } from '../../shared/loopback.js';
import { checkNotifyUrl } from '../../shared/notify-url.js';

/** Where notifications may go beside this machine. */
export interface DeliveryRules {
  /** A URL that is sent to whatever `notify_url` an order names. */
  deliverTo?: string | undefined;
  /** Names of hosts, in lower case, that orders may name in `notify_url`. */
  allowHosts: readonly string[];
}

/** Where a notification goes, or why it is held back. */
export type Destination = { url: string; heldBack?: undefined } | { url: string; heldBack: string };

/** Names for documents (RFC 2606), which no merchant has. */
const RESERVED = /(?:^|\.)(?:invalid|example|example\.(?:com|net|org))\.?$/;

/**
 * Where the notification of an order goes: to this machine, to a host that was allowed by name, or to the one URL that
 * is sent to instead. Everything else is held back, so that a test never calls a real shop.
 */
export function chooseDestination(notifyUrl: string, { deliverTo, allowHosts }: DeliveryRules): Destination {
  if (deliverTo !== undefined) return { url: deliverTo };
  const problem = checkNotifyUrl(notifyUrl, true);
  if (problem !== undefined) return { url: notifyUrl, heldBack: problem };
  const { hostname } = new URL(notifyUrl);
  if (isLoopbackHost(hostname) || allowHosts.includes(hostname)) return { url: notifyUrl };
  const remedy = RESERVED.test(hostname)
    ? 'use --deliver-to <url>'
    : `use --deliver-to <url>, or --allow-host ${hostname}`;
  return { url: notifyUrl, heldBack: `${hostname} is not this machine: ${remedy}` };
}

/** What is wrong with a host name to be allowed, in one phrase; `undefined` when nothing is. */
export function checkAllowedHost(name: string): string | undefined {
  const url = `https://${name}/`;
  if (URL.canParse(url) && new URL(url).host === name && !name.includes(':')) return undefined;
  return 'expected the name of a host in lower case, such as shop.example.net, without a scheme, port or path';
}

/** What is wrong with a URL to deliver to, in one phrase; `undefined` when nothing is. */
export function checkDeliverTo(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:\/\/[^\\]+$/i.test(url)) return 'expected a URL such as http://127.0.0.1:3000/notify';
  if (parsed.username || parsed.password) return 'a user name and password are not allowed';
  return undefined;
}
