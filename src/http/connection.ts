import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** What an attempt is busy with, in this order; a reused connection begins with `response`. */
export type Phase = 'connection' | 'lookup' | 'connect' | 'handshake' | 'response';

/** How far an attempt has got. */
export interface Progress {
  readonly phase: Phase;
  /** Whether any byte of the request may have left: a connection, over TLS a secured one, was there to write to. */
  readonly maySend: boolean;
  /** Whether the connection had served another request before. */
  readonly isReused: boolean;
  /** Follows a request; `onOpen` is called once its bytes may leave. */
  follow: (request: ClientRequest, isTls: boolean, onOpen: () => void) => void;
}

/**
 * Notes how far an attempt has got. That nothing was sent is known only while Node has given the request no open
 * connection: Node writes to no socket that is still connecting, and no byte of HTTP before the TLS handshake is done.
 * A connection about which nothing is known, such as a reused one, counts as open.
 */
export function createProgress(): Progress {
  let phase: Phase = 'connection';
  let isReused = false;
  return {
    get isReused() {
      return isReused;
    },
    get phase() {
      return phase;
    },
    get maySend() {
      return phase === 'response';
    },
    follow: (request, isTls, onOpen) => {
      const open = () => {
        phase = 'response';
        onOpen();
      };
      request.once('socket', (socket: Socket) => {
        isReused = request.reusedSocket;
        if (!socket.connecting) {
          open();
          return;
        }
        phase = 'lookup';
        socket.once('lookup', () => {
          phase = 'connect';
        });
        socket.once('connect', () => {
          if (isTls) phase = 'handshake';
          else open();
        });
        if (isTls) socket.once('secureConnect', open);
      });
    },
  };
}

/** The limits of one attempt. */
interface AttemptClock {
  /** Begins, once the attempt is signed. */
  start: () => void;
  /** Says that there is a connection. */
  opened: () => void;
  stop: () => void;
}

/** Limit for getting a connection, in seconds: address, connection, tunnel and TLS handshake together. */
const CONNECT_TIMEOUT_SECONDS = 10;

/**
 * Calls back once when an attempt may take no longer: without a connection after 10 s, or at its own limit. What signs
 * has a limit of its own, and the attempt begins once it has signed.
 */
export function createClock(seconds: number, onTimeout: (seconds: number) => void): AttemptClock {
  const timers: NodeJS.Timeout[] = [];
  let isOver = false;
  const first = Math.min(seconds, CONNECT_TIMEOUT_SECONDS);
  const stop = () => {
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
  };
  return {
    start: () => {
      if (isOver) return;
      timers.push(setTimeout(() => onTimeout(seconds), seconds * 1000));
      if (first < seconds) timers.push(setTimeout(() => onTimeout(first), first * 1000));
    },
    opened: () => clearTimeout(timers[1]),
    stop,
  };
}
