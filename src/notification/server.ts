import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type ListenAddress, listenOn, serverUrl } from '../shared/listen.js';
import type { Receiver } from './receiver.js';

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
export async function serveReceiver(receive: Receiver, address: ListenAddress): Promise<ReceiverServer> {
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
  const port = await listenOn(server, address);
  return {
    url: serverUrl({ host: address.host, port }),
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
