import type { ServerResponse } from 'node:http';

/** What of the sandbox has changed. */
export type ChangedPart = 'requests' | 'orders' | 'notifications' | 'faults';

/** Tells listeners, by server-sent events, that something has changed. */
export interface ChangeEvents {
  /** Notes a change; listeners are told of all changes together, at most five times a second. */
  changed(part: ChangedPart): void;
  /** Makes a response a stream of events, until its client leaves. */
  subscribe(response: ServerResponse): void;
  /** Ends the streams. */
  close(): void;
}

const TOGETHER_MS = 200;
const KEEP_ALIVE_MS = 15_000;

/** A listener that has so many bytes waiting does not read; it is dropped. */
const BACKLOG_LIMIT = 65_536;

/** The most listeners; the oldest is dropped for a further one. */
const LISTENER_LIMIT = 50;

const HEADERS = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' };

/** Tells what has changed, not how: what is shown is read from the controls. */
export function createChangeEvents(): ChangeEvents {
  const listeners = new Set<ServerResponse>();
  const parts = new Set<ChangedPart>();
  let timer: NodeJS.Timeout | undefined;

  const send = (text: string): void => {
    for (const listener of listeners) {
      if (listener.writableLength > BACKLOG_LIMIT) listener.destroy();
      else listener.write(text);
    }
  };

  const tell = (): void => {
    timer = undefined;
    send(`event: change\ndata: ${JSON.stringify([...parts])}\n\n`);
    parts.clear();
  };

  const keepAlive = setInterval(() => send(': still here\n\n'), KEEP_ALIVE_MS).unref();

  return {
    changed: (part) => {
      if (listeners.size === 0) return;
      parts.add(part);
      timer ??= setTimeout(tell, TOGETHER_MS).unref();
    },
    subscribe: (response) => {
      const [oldest] = listeners;
      if (listeners.size >= LISTENER_LIMIT) oldest?.destroy();
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
      response.writeHead(200, HEADERS);
      response.write('retry: 1000\n\n');
    },
    close: () => {
      clearTimeout(timer);
      clearInterval(keepAlive);
      for (const listener of listeners) listener.destroy();
    },
  };
}
