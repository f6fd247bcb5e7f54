import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOn, serverUrl } from '../../shared/listen.js';

/** A server that listens. */
export interface ListeningServer {
  /** Base URL without a slash at its end. */
  url: string;
  /** Stops listening and ends all connections at once, whatever is under way on them. */
  close(): Promise<void>;
}

/** Answers one request. When it rejects, the connection is ended. */
export type Responder = (message: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A server on every address is reached on this machine under the loopback one. */
const LOOPBACK_OF: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Listens on a host and port; port 0 takes a free one.
 * @throws {UsageError} `CANNOT_LISTEN` when the address is taken, not allowed or not of this machine
 */
export async function listen(respond: Responder, host: string, port: number): Promise<ListeningServer> {
  const server = createServer((message, response) => {
    respond(message, response).catch(() => response.destroy());
  });
  const actualPort = await listenOn(server, { host, port });
  return {
    url: serverUrl({ host: LOOPBACK_OF[host] ?? host, port: actualPort }),
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
