import { isIPv6, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { UsageError } from '../errors.js';
import { messageOf } from './message-of.js';
import { didYouMean } from './suggest.js';
import { systemCode } from './system-code.js';

/** Where a server listens. */
export interface ListenAddress {
  /** A name or address of this machine; `0.0.0.0` and `::` stand for all of them. */
  host: string;
  /** 0 takes a free one. */
  port: number;
}

/** Every address under which a server of this machine can listen. */
const ownAddresses = (): string[] => [
  'localhost',
  ...Object.values(networkInterfaces()).flatMap((found = []) => found.map(({ address }) => address)),
  '0.0.0.0',
  '::',
];

const OTHER_PORT = 'Name another port; 0 takes a free one.';

const explain = ({ host, port }: ListenAddress, cause: unknown): { problem: string; hint: string } => {
  switch (systemCode(cause)) {
    case 'EADDRINUSE':
      return { problem: `port ${port} of ${host} is in use`, hint: OTHER_PORT };
    case 'EACCES':
      return { problem: `this user may not listen on port ${port} of ${host}`, hint: OTHER_PORT };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EADDRNOTAVAIL': {
      const own = ownAddresses();
      return {
        problem: `${JSON.stringify(host)} is not an address of this machine.${didYouMean(host, own)}`,
        hint: `Addresses of this machine: ${own.join(', ')}.`,
      };
    }
    default: {
      const reason = messageOf(cause);
      return { problem: `cannot listen on port ${port} of ${host}: ${reason}`, hint: OTHER_PORT };
    }
  }
};

/**
 * Has a server listen.
 * @returns the port that it listens on
 * @throws {UsageError} `CANNOT_LISTEN` when the port is taken or not allowed, or the host is not of this machine
 */
export async function listenOn(server: Server, address: ListenAddress): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address.port, address.host, resolve);
    });
  } catch (cause) {
    const { problem, hint } = explain(address, cause);
    throw new UsageError(problem, { code: 'CANNOT_LISTEN', hint, cause });
  }
  const found = server.address();
  return typeof found === 'object' && found !== null ? found.port : address.port;
}

/** The base URL of a server: `http://127.0.0.1:8080`, without a slash at its end. */
export function serverUrl({ host, port }: ListenAddress): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
