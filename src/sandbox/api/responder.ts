import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../shared/message-of.js';
import type { Text } from '../../shared/text.js';
import { sayRefusal } from '../../texts/refusals.js';
import { type AccessRules, checkAccess, type Peer } from '../control/access.js';
import type { ChangeEvents } from '../control/change-events.js';
import { CONTROL_PREFIX, type Control } from '../control/control.js';
import type { RequestLog, SeenRequest } from '../control/request-log.js';
import { draw } from '../faults/fault-plan.js';
import type { Inspector } from '../inspector/inspector.js';
import type { Api, Reply } from './api.js';
import { bodyTooLarge, systemError } from './error-responses.js';
import type { Responder } from './http-server.js';
import { BODY_LIMIT, readRequest, type SandboxRequest } from './read-request.js';
import type { ResponseWriter, SandboxResponse, WireResponse } from './response-writer.js';
import { deliver } from './send-response.js';

/** What a responder is put together from. */
export interface ResponderOptions {
  api: Api;
  control: Control;
  inspector: Inspector;
  access: AccessRules;
  events: ChangeEvents;
  responses: ResponseWriter;
  log: RequestLog;
  /** Told of every request once its response is ready. */
  onRequest: (request: SeenRequest, reason: Text | undefined) => void;
  /** Bounds, in milliseconds, of the time that every response of the API is held back. */
  latency: readonly [min: number, max: number];
  seed: number;
  /** Ends whatever is still waiting. */
  signal: AbortSignal;
}

const EVENTS = `${CONTROL_PREFIX}events`;

/** Control responses are not for caches, and never interpreted as anything but JSON. */
const CONTROL_HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** The path of one request through the sandbox: read, routed to the API or the controls, logged, responded to. */
export function createResponder(options: ResponderOptions): Responder {
  const { api, control, inspector, access, events, responses, log, onRequest, seed, signal } = options;
  const [min, max] = options.latency;
  let count = 0;

  const askControl = async (request: SandboxRequest): Promise<SandboxResponse> => {
    try {
      return await control(request);
    } catch (error) {
      return systemError(messageOf(error));
    }
  };

  const askApi = async (request: SandboxRequest): Promise<Reply> => {
    if (request.tooLarge) {
      const tooLarge = bodyTooLarge(BODY_LIMIT);
      const reason = sayRefusal('bodyTooLong', BODY_LIMIT);
      return { wire: responses.unsigned(tooLarge), delivery: 'whole', checks: [], code: 'INVALID_REQUEST', reason };
    }
    count += 1;
    const wait = max === 0 ? 0 : min + (max - min) * draw(seed, count, 'latency');
    const reply = await api(request);
    if (wait > 0) await delay(wait, undefined, { signal });
    return reply;
  };

  const refuse = (message: string): WireResponse =>
    responses.unsigned({ status: 403, headers: CONTROL_HEADERS, body: { code: 'FORBIDDEN', message } });

  const serveControl = async (request: SandboxRequest, peer: Peer, response: ServerResponse): Promise<void> => {
    const asksForPage = inspector.serves(request);
    const page = asksForPage ? { formToken: inspector.formToken(request) } : undefined;
    const problem = checkAccess(request, peer, access, page);
    if (problem !== undefined) return deliver(response, refuse(problem), 'whole', signal);
    if (asksForPage) return deliver(response, await inspector.respond(request), 'whole', signal);
    if (request.target === EVENTS && request.method === 'GET') return events.subscribe(response);
    const answered = await askControl(request);
    const headers = { ...CONTROL_HEADERS, ...answered.headers };
    return deliver(response, responses.unsigned({ ...answered, headers }), 'whole', signal);
  };

  return async (message, response) => {
    const request = await readRequest(message);
    if (request.target.startsWith(CONTROL_PREFIX) || inspector.serves(request)) {
      const { localAddress, remoteAddress } = message.socket;
      return serveControl(request, { localAddress, remoteAddress }, response);
    }
    const logged = log.add(request);
    const reply = await askApi(request);
    log.finish(logged, reply);
    onRequest(logged.entry, reply.reason);
    await deliver(response, reply.wire, reply.delivery, signal);
  };
}
