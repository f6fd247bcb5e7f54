import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { UsageError } from '../../errors.js';

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
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`the sandbox cannot listen on port ${port} of ${host}: ${reason}`, {
      code: 'CANNOT_LISTEN',
      hint: 'Name another port (0 takes a free one), or a host that is an address of this machine.',
      cause,
    });
  }
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const reachable = LOOPBACK_OF[host] ?? host;
  return {
    url: `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${actualPort}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
