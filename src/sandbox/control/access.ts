import { createHash, timingSafeEqual } from 'node:crypto';
import { isLoopbackHost } from '../../shared/loopback.js';
import type { SandboxRequest } from '../api/read-request.js';

/** Both ends of a connection. */
export interface Peer {
  localAddress: string | undefined;
  remoteAddress: string | undefined;
}

/** What decides who may use the controls. */
export interface AccessRules {
  /** The host that the server was told to listen on. */
  host: string;
  /** Lets requests from other machines in, as `Authorization: Bearer <token>`; without it they are refused. */
  networkToken: string | undefined;
  /** Lets the inspector's own page change things. */
  pageToken: string;
}

const plain = (address: string | undefined): string => address?.replace(/^::ffff:/, '') ?? '';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a token that was given is the expected one; takes the same time for every wrong one. */
function isToken(given: string, expected: string | undefined): boolean {
  return expected !== undefined && timingSafeEqual(digest(given), digest(expected));
}

const isOwnHost = (header: string | undefined, host: string, localAddress: string): boolean => {
  const url = header === undefined ? undefined : `http://${header}`;
  if (url === undefined || !URL.canParse(url)) return false;
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return isLoopbackHost(name) || name === host || name === localAddress;
};

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD'];

/** What a request to the inspector's page brings along. */
export interface PageRequest {
  /** The token in the body of a form; empty without one. */
  formToken: string;
}

/** Whether a browser asks for a document to show, as it does for a link; a form that is sent is none. */
const isLink = ({ method, headers }: SandboxRequest): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

/** A browser names the page that a request comes from; anything but the inspector's own page is refused. */
const checkPage = (request: SandboxRequest, page: PageRequest | undefined, pageToken: string): string | undefined => {
  const { method, headers } = request;
  const { origin, host, 'sec-fetch-site': site = 'none' } = headers;
  const own = (origin === undefined || origin === `http://${host}`) && (site === 'none' || site === 'same-origin');
  if (!own) {
    // A link to the page may stand anywhere: what it shows cannot be read from there.
    return page && isLink(request) ? undefined : 'other web pages may not use the controls of the sandbox';
  }
  if (SAFE_METHODS.includes(method) || (origin === undefined && headers['sec-fetch-site'] === undefined))
    return undefined;
  const token = page?.formToken || [headers['x-sandbox-token']].flat()[0] || '';
  return isToken(token, pageToken) ? undefined : 'the page is of an earlier sandbox: load it again';
};

/**
 * Why a request may not use the controls, which need no signature; `undefined` lets it in. They serve this machine, or
 * who has the token that was printed at start; no name that was rebound to this machine; and no web page but the
 * inspector's own.
 * @param page for a request to the page of the inspector
 */
export function checkAccess(
  request: SandboxRequest,
  peer: Peer,
  rules: AccessRules,
  page?: PageRequest,
): string | undefined {
  const { host, authorization = '' } = request.headers;
  const local = plain(peer.localAddress);
  if (isToken(authorization.replace(/^Bearer /, ''), rules.networkToken)) {
    return request.headers.origin === undefined ? undefined : 'web pages may not use the token of the controls';
  }
  if (!isLoopbackHost(plain(peer.remoteAddress))) {
    return 'from another machine the controls need the token that was printed at start: Authorization: Bearer <token>';
  }
  if (!isOwnHost(host, rules.host, local)) return `the Host header ${JSON.stringify(host)} is not this machine`;
  return checkPage(request, page, rules.pageToken);
}
