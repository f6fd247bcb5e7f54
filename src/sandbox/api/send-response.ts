import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { WireResponse } from './response-writer.js';

/** How a response reaches its client: whole, cut off in the middle, in drips over 2 s, as a reset, or never. */
export type Delivery = 'whole' | 'truncated' | 'slow' | 'reset' | 'never';

const DRIPS = 20;
const DRIP_MS = 100;

const drip = async (response: ServerResponse, body: Buffer, signal: AbortSignal): Promise<void> => {
  const size = Math.ceil(body.length / DRIPS);
  response.flushHeaders();
  for (let start = 0; start < body.length; start += size) {
    await delay(DRIP_MS, undefined, { signal });
    response.write(body.subarray(start, start + size));
  }
  response.end();
};

/**
 * Sends a response in one of the ways of `Delivery`.
 * @param signal ends a slow delivery
 * @throws the `AbortError` of the signal
 */
export async function deliver(
  response: ServerResponse,
  { status, headers, body }: WireResponse,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<void> {
  if (delivery === 'never') return;
  if (delivery === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) });
  if (delivery === 'slow') return drip(response, body, signal);
  if (delivery === 'truncated') {
    const { socket } = response;
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => socket?.destroySoon());
    return;
  }
  response.end(body);
}
