import { isIPv6, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { UsageError } from '../errors.js';
import { sayFile } from '../texts/files.js';
import { reasonOf } from './message-of.js';
import { suggestion } from './suggest.js';
import { systemCode } from './system-code.js';
import type { Text } from './text.js';

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

const OTHER_PORT = sayFile('otherPort');

const explain = ({ host, port }: ListenAddress, cause: unknown): { problem: Text; hint: Text } => {
  switch (systemCode(cause)) {
    case 'EADDRINUSE':
      return { problem: sayFile('portInUse', port, host), hint: OTHER_PORT };
    case 'EACCES':
      return { problem: sayFile('portDenied', port, host), hint: OTHER_PORT };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EADDRNOTAVAIL': {
      const own = ownAddresses();
      return {
        problem: sayFile('notThisMachine', JSON.stringify(host), suggestion(host, own)),
        hint: sayFile('addresses', own.join(', ')),
      };
    }
    default:
      return { problem: sayFile('cannotListen', port, host, reasonOf(cause)), hint: OTHER_PORT };
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
