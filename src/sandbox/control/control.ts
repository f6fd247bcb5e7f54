import { suggestion } from '../../shared/suggest.js';
import { notFound, parameterError } from '../api/error-responses.js';
import type { Orders } from '../api/order-service.js';
import type { SandboxRequest } from '../api/read-request.js';
import type { SandboxResponse } from '../api/response-writer.js';
import { RULES } from '../api/rules.js';
import { FAULT_NAMES, type FaultPlan, NO_FAULT } from '../faults/fault-plan.js';
import type { Notifier } from '../notifications/notifier.js';
import { type BodyResult, readFaults, readOrderPatch } from './read-body.js';
import type { RequestLog, RequestQuery } from './request-log.js';

/** Where the sandbox's own controls are, which WeChat Pay does not have. */
export const CONTROL_PREFIX = '/__sandbox/';

/** Responds to a request to the controls that may use them. */
export type Control = (request: SandboxRequest) => Promise<SandboxResponse>;

/** What the controls act on. */
export interface ControlOptions {
  faults: FaultPlan;
  log: RequestLog;
  orders: Orders;
  notifier: Pick<Notifier, 'sent' | 'resend'>;
  /** What `health` says beside `status`. */
  health: Readonly<Record<string, unknown>>;
  /** Told when the queue of faults has changed. */
  onFaults: () => void;
}

type Handler = (request: SandboxRequest, value: string, query: URLSearchParams) => Promise<SandboxResponse>;

interface RouteEntry {
  /** Such as `PATCH orders/<no>`. */
  name: string;
  method: string;
  path: RegExp;
  handle: Handler;
}

const ok = (body: unknown): SandboxResponse => ({ status: 200, body });

const toCount = (text: string | null): number | undefined =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

const QUERY = ['limit', 'before', 'search'] as const;

const badQuery = (field: string, value: string | null, issue: string): SandboxResponse =>
  parameterError({ field, value, issue, location: 'query' });

/** Reads `?limit=…&before=…&search=…`; the refusal of anything else. */
const readQuery = (query: URLSearchParams): BodyResult<RequestQuery> => {
  const unknown = [...query.keys()].find((name) => !QUERY.some((known) => known === name));
  if (unknown !== undefined) {
    const issue = `unknown parameter.${suggestion(unknown, QUERY).en} Expected ${QUERY.join(', ')}`;
    return { ok: false, response: badQuery(unknown, query.get(unknown), issue) };
  }
  const [limit, before] = [query.get('limit'), query.get('before')];
  for (const [name, text] of Object.entries({ limit, before })) {
    if (text !== null && toCount(text) === undefined) {
      return { ok: false, response: badQuery(name, text, 'expected a whole number of at most nine digits') };
    }
  }
  const search = query.get('search') ?? undefined;
  return { ok: true, value: { limit: toCount(limit), before: toCount(before), search } };
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const createRoutes = ({ faults, log, orders, notifier, health, onFaults }: ControlOptions): RouteEntry[] => {
  const route = (name: string, handle: Handler): RouteEntry => {
    const [method = '', path = ''] = name.split(' ');
    return { name, method, path: new RegExp(`^${path.replace(/<\w+>/, '([^/]+)')}$`), handle };
  };
  return [
    route('GET health', async () => ok({ status: 'ok', ...health })),
    route('GET rules', async () => ok({ rules: RULES })),
    route('GET requests', async (_, __, query) => {
      const wanted = readQuery(query);
      return wanted.ok ? ok({ requests: log.query(wanted.value) }) : wanted.response;
    }),
    route('GET requests/<id>', async (_, id) => {
      const found = log.find(toCount(id) ?? 0);
      return found ? ok(found) : notFound(`there is no request ${id}`);
    }),
    route('GET orders', async () => ok(await orders.list())),
    route('GET orders/<no>', async (_, no) => {
      const found = await orders.find(no);
      return found ? ok(found) : notFound(`there is no order ${JSON.stringify(no)}`);
    }),
    route('PATCH orders/<no>', async ({ body }, no) => {
      const patch = readOrderPatch(body);
      return patch.ok ? orders.change(no, patch.value) : patch.response;
    }),
    route('GET notifications', async () => ok({ notifications: notifier.sent() })),
    route('POST notifications/<id>/resend', async (_, id) => {
      const sent = await notifier.resend(id);
      if (!sent) return notFound(`there is no notification ${JSON.stringify(id)}`);
      if (sent.reason === null) return ok(sent);
      return parameterError({ field: 'id', value: id, issue: `held back: ${sent.reason}`, location: 'path' });
    }),
    route('GET faults', async () =>
      ok({ queued: faults.queued(), rules: faults.rules, known: [...FAULT_NAMES, NO_FAULT] }),
    ),
    route('POST faults', async ({ body }) => {
      const queue = readFaults(body);
      if (!queue.ok) return queue.response;
      faults.queue(queue.value);
      onFaults();
      return ok({ queued: queue.value });
    }),
    route('DELETE faults', async () => {
      const cleared = faults.clear();
      onFaults();
      return ok({ cleared });
    }),
  ];
};

/**
 * The controls of the sandbox: what came in and went out, the orders, their state and claims, and the faults. Who may
 * use them is decided before.
 */
export function createControl(options: ControlOptions): Control {
  const routes = createRoutes(options);
  const names = routes.map(({ name }) => name.replace(' ', ` ${CONTROL_PREFIX}`));

  return async (request) => {
    const [path = '', search] = request.target.split('?');
    const place = path.slice(CONTROL_PREFIX.length);
    const matching = routes.filter((route) => route.path.test(place));
    const found = matching.find(({ method }) => method === request.method);
    if (found) {
      const value = decode(found.path.exec(place)?.[1] ?? '');
      return found.handle(request, value, new URLSearchParams(search));
    }
    const asked = `${request.method} ${path}`;
    if (matching.length > 0) {
      const allowed = matching.map(({ method }) => method).join(', ');
      const message = `${path} has no ${request.method}, only ${allowed}`;
      return { status: 405, headers: { Allow: allowed }, body: { code: 'METHOD_NOT_ALLOWED', message } };
    }
    return notFound(`${asked} is not a control.${suggestion(asked, names).en} Controls: ${names.join(', ')}`);
  };
}
