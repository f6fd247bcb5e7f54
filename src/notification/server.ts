import { createServer } from 'node:http';
import { isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { UsageError } from '../errors.js';
import type { Receiver } from './receiver.js';

/** Where a receiver listens. */
export interface ListenOptions {
  /** An address of this machine. */
  host: string;
  /** 0 takes a free one. */
  port: number;
}

/** A receiver that listens. */
export interface ReceiverServer {
  /** Base URL without a slash at its end. */
  url: string;
  /** Takes no more, finishes what is in hand (at most 5 s), and ends all connections. */
  close(): Promise<void>;
}

/** How long, in milliseconds, a sender may take for its headers, and how often that is looked at. */
const HEADERS_MS = 4500;
const CHECK_MS = 500;

/** How long, in milliseconds, is waited for what is in hand; every answer has gone by then. */
const FINISH_MS = 5000;

/**
 * Serves a receiver.
 * @throws {UsageError} `CANNOT_LISTEN` when the address is taken, not allowed or not of this machine
 */
export async function serveReceiver(receive: Receiver, { host, port }: ListenOptions): Promise<ReceiverServer> {
  const inHand = new Set<Promise<void>>();
  const limits = { headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS };
  const server = createServer(limits, (message, response) => {
    if (!server.listening) response.setHeader('Connection', 'close');
    const sent = new Promise<void>((resolve) => {
      response.once('close', resolve);
    });
    const done = receive(message, response)
      .then(() => sent)
      .finally(() => inHand.delete(done));
    inHand.add(done);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`cannot listen on port ${port} of ${host}: ${reason}`, {
      code: 'CANNOT_LISTEN',
      hint: 'Name another port (0 takes a free one), or a host that is an address of this machine.',
      cause,
    });
  }
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${actualPort}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const end = Date.now() + FINISH_MS;
      while (inHand.size > 0 && Date.now() < end) {
        await Promise.race([Promise.all(inHand), delay(FINISH_MS, undefined, { ref: false })]);
      }
      server.closeAllConnections();
      await closed;
    },
  };
}
