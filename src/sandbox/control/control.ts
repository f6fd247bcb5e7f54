import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { issueMessage } from '../../issues.js';
import { isLoopbackHost } from '../../loopback.js';
import { invalidRequest, notFound, parameterError } from '../api/error-responses.js';
import type { Orders } from '../api/order-service.js';
import type { SandboxRequest } from '../api/read-request.js';
import type { SandboxResponse } from '../api/response-writer.js';
import { type FaultPlan, parseQueuedFault, type QueuedFault } from '../faults/fault-plan.js';
import type { SentNotification } from '../notifications/notification-log.js';
import type { RequestLog } from './request-log.js';

/** Where the sandbox's own controls are, which WeChat Pay does not have. */
export const CONTROL_PREFIX = '/__sandbox/';

/** Answers a request to the controls that came in on a local address. */
export type Control = (request: SandboxRequest, localAddress: string | undefined) => Promise<SandboxResponse>;

/** What the controls act on. */
export interface ControlOptions {
  faults: FaultPlan;
  log: RequestLog;
  orders: Orders;
  /** What was sent, oldest first. */
  notifications: () => readonly SentNotification[];
  /** The host that the server was told to listen on. */
  host: string;
}

const KNOWN = ['POST faults', 'DELETE faults', 'GET requests', 'GET orders', 'GET notifications'].map((control) =>
  control.replace(' ', ` ${CONTROL_PREFIX}`),
);

const queueRequest = z.object({ faults: z.array(z.string()) });

const forbidden = (message: string): SandboxResponse => ({ status: 403, body: { code: 'FORBIDDEN', message } });

const readQueue = (body: Buffer): { ok: true; faults: QueuedFault[] } | { ok: false; response: SandboxResponse } => {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    const issue = error instanceof Error ? error.message : String(error);
    return { ok: false, response: invalidRequest('the body is no JSON', { field: '/', issue, location: 'body' }) };
  }
  const parsed = queueRequest.safeParse(value, { error: issueMessage });
  if (!parsed.success) {
    const issue = `${parsed.error.issues[0]?.message}; expected {"faults": ["500", …]}`;
    return { ok: false, response: parameterError({ field: '/faults', issue, location: 'body' }) };
  }
  const faults: QueuedFault[] = [];
  for (const [index, text] of parsed.data.faults.entries()) {
    try {
      faults.push(parseQueuedFault(text));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const issue = `${error.message}. ${error.hint}`;
      const detail = { field: `/faults/${index}`, value: text, issue, location: 'body' } as const;
      return { ok: false, response: parameterError(detail) };
    }
  }
  return { ok: true, faults };
};

const isOwnHost = (header: string | undefined, host: string, localAddress: string | undefined): boolean => {
  const url = header === undefined ? undefined : `http://${header}`;
  if (url === undefined || !URL.canParse(url)) return false;
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return isLoopbackHost(name) || name === host || name === localAddress?.replace(/^::ffff:/, '');
};

/**
 * The controls: `POST` and `DELETE faults`, `GET requests`, `orders` and `notifications`. They need no signature, so they
 * must not be reachable from web pages: a request with an `Origin` comes from one, and one with a foreign `Host` from a
 * name that was rebound to this machine.
 */
export function createControl({ faults, log, orders, notifications, host }: ControlOptions): Control {
  return async (request, localAddress) => {
    if (request.headers.origin !== undefined) return forbidden('web pages may not use the controls of the sandbox');
    if (!isOwnHost(request.headers.host, host, localAddress)) {
      return forbidden(`the Host header ${JSON.stringify(request.headers.host)} is not this machine`);
    }
    const [path] = request.target.split('?');
    switch (`${request.method} ${path}`) {
      case `POST ${CONTROL_PREFIX}faults`: {
        const queue = readQueue(request.body);
        if (!queue.ok) return queue.response;
        faults.queue(queue.faults);
        return { status: 200, body: { queued: queue.faults } };
      }
      case `DELETE ${CONTROL_PREFIX}faults`:
        return { status: 200, body: { cleared: faults.clear() } };
      case `GET ${CONTROL_PREFIX}requests`:
        return { status: 200, body: { requests: log.entries() } };
      case `GET ${CONTROL_PREFIX}orders`:
        return { status: 200, body: { orders: await orders.list() } };
      case `GET ${CONTROL_PREFIX}notifications`:
        return { status: 200, body: { notifications: notifications() } };
      default:
        return notFound(`${request.method} ${path} is no control; there are ${KNOWN.join(', ')}`);
    }
  };
}
