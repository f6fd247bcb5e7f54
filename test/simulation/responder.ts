import type { CallRequest } from '../../src/http/types.js';
import type { Chance } from './chance.js';
import { type Fault, UNVERIFIED } from './faults.js';
import type { Model } from './model.js';
import type { Platform, WireResponse } from './platform.js';

/** What a response is made of. */
interface Exchanged {
  fault: Fault | undefined;
  /** What WeChat Pay answered, if the request was carried out. */
  genuine: WireResponse | undefined;
  request: CallRequest;
  isReused: boolean;
}

interface Setup {
  chance: Chance;
  model: Model;
  platform: Platform;
}

/** The number that a request is about. */
const numberOf = ({ body, target }: CallRequest): string => {
  const asked: { out_order_no?: string } = body ? JSON.parse(body.toString()) : {};
  return asked.out_order_no ?? decodeURIComponent(target.slice(target.lastIndexOf('/') + 1));
};

const HTML = `<html><body>${UNVERIFIED}</body></html>`;
const STATUSES = [200, 201, 204, 302, 400, 403, 404, 408, 429, 500, 503, 0] as const;
const TAMPERED = /"(RECEIVING|RECEIVED|FAILED)"/;

/** Makes what turns an answer of WeChat Pay into what arrives. */
export function createResponder({ chance, model, platform }: Setup): (exchanged: Exchanged) => WireResponse {
  /** Genuine responses that somebody may send again: successes, and, apart, refusals. */
  const successes: WireResponse[] = [];
  const refusals: WireResponse[] = [];

  const remember = (response: WireResponse): void => {
    const kept = response.status === 200 ? successes : refusals;
    kept.push(response);
    if (kept.length > 20) kept.shift();
  };
  const oneOf = (kept: readonly WireResponse[]): WireResponse | undefined => {
    const [first, ...others] = kept;
    return first && chance.pick([first, ...others]);
  };
  const error = (code: string, message = 'as simulated'): string => JSON.stringify({ code, message });
  const sign = (status: number, body: string): WireResponse => platform.sign(status, body, model.clock());
  /** What somebody would make up: an order that fits. */
  const orderFor = (request: CallRequest): string => {
    const { openid = 'u1' }: { openid?: string } = request.body ? JSON.parse(request.body.toString()) : {};
    const made = { order_id: UNVERIFIED, out_order_no: numberOf(request), openid, order_receive_state: 'RECEIVED' };
    return JSON.stringify(made);
  };

  const respond = ({ fault, genuine, request, isReused }: Exchanged): WireResponse => {
    const answer = genuine ?? platform.unsigned(502, HTML);
    const isOrder = answer.status === 200;
    switch (fault) {
      case 'html-403-before':
      case 'html-403-after':
        return platform.unsigned(403, HTML);
      case 'html-502-before':
      case 'html-502-after':
      case 'stored-late-502':
        return platform.unsigned(502, HTML);
      case 'empty-404-after':
        return platform.unsigned(404, '');
      case 'redirect-after':
        return platform.unsigned(302, HTML, { location: 'https://elsewhere.test/' });
      case 'system-error-before':
      case 'system-error-after':
        return sign(500, error('SYSTEM_ERROR'));
      case 'unsigned-system-error-after':
        return platform.unsigned(500, error('SYSTEM_ERROR'));
      case 'rate-limited':
        return platform.unsigned(429, error('RATELIMIT_EXCEEDED'), chance.happens(0.5) ? { 'retry-after': '2' } : {});
      case 'signed-refusal':
        return sign(403, error('NO_AUTH'));
      case 'unsigned-refusal':
        return platform.unsigned(403, error('NO_AUTH'));
      case 'unauthorized':
        return platform.unsigned(401, error('SIGN_ERROR'));
      case 'status-changed':
        return { ...answer, status: chance.pick(STATUSES) };
      case 'replayed':
        // A refusal names no order: one that is sent again on a connection of its own could not be told from a true one.
        return oneOf(successes) ?? sign(200, '{"qualified_user":true}');
      case 'left-over':
        return isReused ? (oneOf([...successes, ...refusals]) ?? answer) : answer;
      case 'truncated':
        return { ...answer, body: answer.body.subarray(0, chance.integer(0, Math.max(0, answer.body.length - 1))) };
      case 'forged':
        return { ...sign(200, '{}'), body: Buffer.from(orderFor(request)) };
      case 'forged-serial': {
        const body = Buffer.from(orderFor(request));
        const signed = sign(200, orderFor(request));
        return {
          ...signed,
          body,
          headers: { ...signed.headers, 'wechatpay-serial': 'PUB_KEY_ID_0110000000000000000000000000000000' },
        };
      }
      case 'tampered':
        if (!isOrder) return answer;
        return { ...answer, body: Buffer.from(answer.body.toString().replace(TAMPERED, `"${UNVERIFIED}"`)) };
      case 'stale':
        return platform.sign(200, orderFor(request), model.clock() - 3_600_000);
      case 'not-json':
        return sign(200, 'not JSON');
      case 'no-order':
        return sign(200, '{"qualified_user":true}');
      case 'probe':
        return { ...answer, headers: { ...answer.headers, 'wechatpay-signature': 'WECHATPAY/SIGNTEST/simulated' } };
      case 'unsigned-success':
        return platform.unsigned(200, orderFor(request));
      default:
        return answer;
    }
  };

  /** Notes that the run is told of a refused re-entry, or that an order's own response hides it again. */
  const noteReentry = (response: WireResponse, { fault, genuine, request }: Exchanged): void => {
    const number = numberOf(request);
    if (response === genuine && response.status === 400) model.refusedReentries.add(number);
    // Nothing in the response to a create tells it from that to a reading of the same order.
    const isHidden = fault === 'replayed' && response.body.includes(`"out_order_no":"${number}"`);
    if (isHidden) model.refusedReentries.delete(number);
  };

  return (exchanged) => {
    const response = respond(exchanged);
    const { genuine, request } = exchanged;
    if (genuine) remember(genuine);
    if (request.method !== 'GET') noteReentry(response, exchanged);
    return response;
  };
}
