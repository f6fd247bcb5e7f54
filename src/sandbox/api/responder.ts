import { setTimeout as delay } from 'node:timers/promises';
import { CONTROL_PREFIX, type Control } from '../control/control.js';
import type { RequestLog } from '../control/request-log.js';
import { draw } from '../faults/fault-plan.js';
import type { Api, Reply } from './api.js';
import { bodyTooLarge, systemError } from './error-responses.js';
import type { Responder } from './http-server.js';
import { BODY_LIMIT, readRequest, type SandboxRequest } from './read-request.js';
import type { ResponseWriter, SandboxResponse } from './response-writer.js';
import { deliver } from './send-response.js';

/** What a responder is put together from. */
export interface ResponderOptions {
  api: Api;
  control: Control;
  responses: ResponseWriter;
  log: RequestLog;
  /** Bounds, in milliseconds, of the time that every response of the API is held back. */
  latency: readonly [min: number, max: number];
  seed: number;
  /** Ends whatever is still waiting. */
  signal: AbortSignal;
}

/** The way of one request through the sandbox: read, routed to the API or the controls, logged, responded to. */
export function createResponder(options: ResponderOptions): Responder {
  const { api, control, responses, log, seed, signal } = options;
  const [min, max] = options.latency;
  let count = 0;

  const askControl = async (request: SandboxRequest, localAddress: string | undefined): Promise<SandboxResponse> => {
    try {
      return await control(request, localAddress);
    } catch (error) {
      return systemError(error instanceof Error ? error.message : String(error));
    }
  };

  const askApi = async (request: SandboxRequest): Promise<Reply> => {
    if (request.tooLarge) return { wire: responses.unsigned(bodyTooLarge(BODY_LIMIT)), delivery: 'whole' };
    count += 1;
    const wait = min + (max - min) * draw(seed, count, 'latency');
    const reply = await api(request);
    if (wait > 0) await delay(wait, undefined, { signal });
    return reply;
  };

  return async (message, response) => {
    const request = await readRequest(message);
    if (request.target.startsWith(CONTROL_PREFIX)) {
      const wire = responses.unsigned(await askControl(request, message.socket.localAddress));
      return deliver(response, wire, 'whole', signal);
    }
    const entry = log.add(request);
    const { wire, delivery, fault } = await askApi(request);
    entry.fault = fault ?? null;
    entry.status = delivery === 'reset' || delivery === 'never' ? null : wire.status;
    await deliver(response, wire, delivery, signal);
  };
}
