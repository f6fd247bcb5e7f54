import { isLoopbackHost } from '../../shared/loopback.js';
import { checkNotifyUrl } from '../../shared/notify-url.js';
import type { Text, Wording } from '../../shared/text.js';
import { sayHandler } from '../../texts/handler.js';

/** Where notifications may go beside this machine. */
export interface DeliveryRules {
  /** A URL that is sent to whatever `notify_url` an order names. */
  deliverTo?: string | undefined;
  /** Names of hosts, in lower case, that orders may name in `notify_url`. */
  allowHosts: readonly string[];
}

/** Where a notification goes, or why it is held back. */
export type Destination = { url: string; heldBack?: undefined } | { url: string; heldBack: Wording };

/** Names for documents (RFC 2606), which no merchant has. */
const RESERVED = /(?:^|\.)(?:invalid|example|example\.(?:com|net|org))\.?$/;

/**
 * Where the notification of an order goes: to this machine, to a host that was allowed by name, or to the one URL that
 * is sent to instead. Everything else is held back, so that a test never calls a real shop.
 */
export function chooseDestination(notifyUrl: string, { deliverTo, allowHosts }: DeliveryRules): Destination {
  if (deliverTo !== undefined) return { url: deliverTo };
  const problem = checkNotifyUrl(notifyUrl, true);
  if (problem !== undefined) return { url: notifyUrl, heldBack: problem.en };
  const { hostname } = new URL(notifyUrl);
  if (isLoopbackHost(hostname) || allowHosts.includes(hostname)) return { url: notifyUrl };
  const isReserved = RESERVED.test(hostname);
  return { url: notifyUrl, heldBack: sayHandler(isReserved ? 'elsewhere' : 'elsewhereAllowed', hostname) };
}

/** What is wrong with a host name to be allowed, in one phrase; `undefined` when nothing is. */
export function checkAllowedHost(name: string): Text | undefined {
  const url = `https://${name}/`;
  if (URL.canParse(url) && new URL(url).host === name && !name.includes(':')) return undefined;
  return sayHandler('hostForm');
}

/** What is wrong with a URL to deliver to, in one phrase; `undefined` when nothing is. */
export function checkDeliverTo(url: string): Text | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:\/\/[^\\]+$/i.test(url)) return sayHandler('urlForm');
  if (parsed.username || parsed.password) return sayHandler('userInfo');
  return undefined;
}
