import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { messageOf } from '../../shared/message-of.js';
import { suggestion } from '../../shared/suggest.js';
import { issueMessage, issueText, listIssues } from '../../shared/zod-issues.js';
import { invalidRequest, parameterError } from '../api/error-responses.js';
import { MAX_CLAIM_COUNT, type ReceiveState } from '../api/order-view.js';
import type { SandboxResponse } from '../api/response-writer.js';
import { parseQueuedFault, type QueuedFault } from '../faults/fault-plan.js';

/** What a body says, or the refusal of it. */
export type BodyResult<Value> = { ok: true; value: Value } | { ok: false; response: SandboxResponse };

const parseJson = (body: Buffer): BodyResult<unknown> => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return { ok: true, value };
  } catch (error) {
    const issue = messageOf(error);
    const detail = { field: '/', issue, location: 'body' } as const;
    return { ok: false, response: invalidRequest('the body is not valid JSON', detail) };
  }
};

const queueRequest = z.object({ faults: z.array(z.string()).check(z.maxLength(100_000)) });

/** Reads the body of `POST faults`: `{"faults": ["500", …]}`. */
export function readFaults(body: Buffer): BodyResult<QueuedFault[]> {
  const json = parseJson(body);
  if (!json.ok) return json;
  const parsed = queueRequest.safeParse(json.value, { error: issueMessage });
  if (!parsed.success) {
    const issue = `${listIssues(parsed.error)[0]?.message.en}; expected {"faults": ["500", …]}`;
    return { ok: false, response: parameterError({ field: '/faults', issue, location: 'body' }) };
  }
  const faults: QueuedFault[] = [];
  for (const [index, text] of parsed.data.faults.entries()) {
    try {
      faults.push(parseQueuedFault(text));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const issue = `${error.message} ${error.hint}`;
      const detail = { field: `/faults/${index}`, value: text, issue, location: 'body' } as const;
      return { ok: false, response: parameterError(detail) };
    }
  }
  return { ok: true, value: faults };
}

/** What can be set of an order. */
export interface OrderPatch {
  state?: ReceiveState;
  claimedCount?: number;
}

const PATCH_FIELDS = ['order_receive_state', 'claimed_count'] as const;

const patchRequest = z.strictObject({
  order_receive_state: z.optional(z.enum(['RECEIVING', 'RECEIVED', 'FAILED'])),
  claimed_count: z.optional(z.int().check(z.gte(0), z.lte(MAX_CLAIM_COUNT))),
});

/** Reads the body of `PATCH orders/<no>`: `{"order_receive_state": …, "claimed_count": …}`, at least one of them. */
export function readOrderPatch(body: Buffer): BodyResult<OrderPatch> {
  const json = parseJson(body);
  if (!json.ok) return json;
  const parsed = patchRequest.safeParse(json.value, { error: issueMessage });
  const [first] = parsed.error?.issues ?? [];
  const unknown = first?.code === 'unrecognized_keys' ? first.keys[0] : undefined;
  if (unknown !== undefined) {
    const issue = `unknown field.${suggestion(unknown, PATCH_FIELDS).en} Expected ${PATCH_FIELDS.join(' or ')}`;
    return { ok: false, response: parameterError({ field: `/${unknown}`, issue, location: 'body' }) };
  }
  const { order_receive_state: state, claimed_count: claimedCount } = parsed.data ?? {};
  if (first || (state === undefined && claimedCount === undefined)) {
    const field = `/${first?.path.map(String).join('/') ?? ''}`;
    const issue = first ? issueText(first).en : `expected ${PATCH_FIELDS.join(' or ')}`;
    return { ok: false, response: parameterError({ field, issue, location: 'body' }) };
  }
  const patch = { ...(state !== undefined && { state }), ...(claimedCount !== undefined && { claimedCount }) };
  return { ok: true, value: patch };
}
