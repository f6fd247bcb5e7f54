import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** A notification as a merchant's server gets it. */
export interface Notified {
  at: number;
  method: string;
  target: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Handler {
  /** Of the path `/notify`. */
  url: string;
  /** Everything that came, in order. */
  notified: Notified[];
  /** How many are unanswered, on a connection that is still there. */
  open: () => number;
  /** How many were so at the same time, at most. */
  most: () => number;
}

/** A merchant's server on a free port, which ends with the test. */
export async function startHandler(
  answer: (response: ServerResponse, notified: Notified, count: number) => void | Promise<void>,
): Promise<Handler> {
  const notified: Notified[] = [];
  let open = 0;
  let most = 0;
  const server = createServer(async (message, response) => {
    open += 1;
    most = Math.max(most, open);
    response.once('close', () => {
      open -= 1;
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of message) chunks.push(Buffer.from(chunk));
    const { method = '', url: target = '', headers } = message;
    const one = { at: Date.now(), method, target, headers, body: Buffer.concat(chunks) };
    notified.push(one);
    await answer(response, one, notified.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/notify`, notified, open: () => open, most: () => most };
}

/** Answers with a status and a body. */
export const answering =
  (status: number, body = '') =>
  (response: ServerResponse) => {
    response.writeHead(status).end(body);
  };
