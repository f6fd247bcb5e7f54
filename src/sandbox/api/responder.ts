import { setTimeout as delay } from 'node:timers/promises';
import { CONTROL_PREFIX, type Control } from '../control/control.js';
import type { RequestLog } from '../control/request-log.js';
import { draw } from '../faults/fault-plan.js';
import type { Api, Reply } from './api.js';
import { bodyTooLarge, systemError } from './error-responses.js';
import type { Responder } from './http-server.js';
import { BODY_LIMIT, readRequest, type SandboxRequest } from './read-request.js';
import type { Answer, AnswerWriter } from './response-writer.js';
import { deliver } from './send-response.js';

/** What a responder is put together from. */
export interface ResponderOptions {
  api: Api;
  control: Control;
  answers: AnswerWriter;
  log: RequestLog;
  /** Bounds, in milliseconds, of the time that every answer of the API is held back. */
  latency: readonly [min: number, max: number];
  seed: number;
  /** Ends whatever is still waiting. */
  signal: AbortSignal;
}

/** The way of one request through the sandbox: read, told apart, noted, answered, sent. */
export function createResponder(options: ResponderOptions): Responder {
  const { api, control, answers, log, seed, signal } = options;
  const [min, max] = options.latency;
  let count = 0;

  const askControl = async (request: SandboxRequest, localAddress: string | undefined): Promise<Answer> => {
    try {
      return await control(request, localAddress);
    } catch (error) {
      return systemError(error instanceof Error ? error.message : String(error));
    }
  };

  const askApi = async (request: SandboxRequest): Promise<Reply> => {
    if (request.tooLarge) return { wire: answers.unsigned(bodyTooLarge(BODY_LIMIT)), delivery: 'whole' };
    count += 1;
    const wait = min + (max - min) * draw(seed, count, 'latency');
    const reply = await api(request);
    if (wait > 0) await delay(wait, undefined, { signal });
    return reply;
  };

  return async (message, response) => {
    const request = await readRequest(message);
    if (request.target.startsWith(CONTROL_PREFIX)) {
      const answer = await askControl(request, message.socket.localAddress);
      return deliver(response, answers.unsigned(answer), 'whole', signal);
    }
    const entry = log.add(request);
    const { wire, delivery, fault } = await askApi(request);
    entry.fault = fault ?? null;
    entry.status = delivery === 'reset' || delivery === 'never' ? null : wire.status;
    await deliver(response, wire, delivery, signal);
  };
}
