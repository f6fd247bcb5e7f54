import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { Socket } from 'node:net';
import { platform } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sign } from '../apiv3/credentials.js';
import { verifyMessage } from '../apiv3/signature.js';
import type { ConfigError } from '../errors.js';
import { messageOf } from '../shared/message-of.js';
import { signalGroup } from '../shared/own-process.js';
import { printable } from '../shared/printable.js';
import { systemCode } from '../shared/system-code.js';
import { saySigner } from '../texts/signer.js';
import { createLineReader } from './line-reader.js';
import { readReply } from './reply.js';
import { signerError, wrongSignature } from './signer-error.js';

/** A program that signs, and for whom. */
export interface SignerProgram {
  command: readonly string[];
  /** Where the command was set, for messages. */
  name: string;
  /** The folder that it runs in, absolute. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  mchid: string;
  /** Serial of the merchant API certificate. */
  serial: string;
  /** The public key of that certificate: every signature is checked against it. */
  publicKey: KeyObject;
  /** Limit of one signature, in seconds. */
  timeout: number;
  /** Told of every line that the program writes to stderr, as it came, and cut if it is long. */
  onStderr: (line: string) => void;
}

/** A program that is started by the first signature, and kept. */
export interface ProcessSigner {
  /** Rejects with a `ConfigError`; once the program has failed, for every message. */
  sign: Sign;
  /** Ends the program, by the end of its stdin, or by force after two seconds. */
  close: () => Promise<void>;
}

interface Waiting {
  message: Buffer;
  resolve: (signature: string) => void;
  reject: (error: ConfigError) => void;
}

/** Longer than any reply with a signature of RSA 16384, in characters. */
const REPLY_LIMIT = 65_536;

/** What is kept of a line of stderr, in characters. */
const STDERR_LINE_LIMIT = 4096;

/** How many messages are at the program at once; further ones wait for its replies. */
const WINDOW = 16;

/** How long the program may take to end by itself, and once more after SIGTERM, in milliseconds. */
const GRACE_MS = 1000;

/** A library that uses a signer ends when its own work has ended: the limit of each signature keeps it alive. */
const unref = (stream: object): void => {
  if (stream instanceof Socket) stream.unref();
};

/**
 * Signs by a program: one line of JSON in, `{"version": 1, "mchid", "serial", "message": "<base64>"}`, one line out,
 * `{"signature": "<base64>"}` or `{"error": "…"}`, in order. It is started without a shell, in a process group of its
 * own: an interrupt from the terminal must not take the signer from orders that are under way.
 */
export function createProcessSigner(program: SignerProgram): ProcessSigner {
  const { command, name, cwd, env, mchid, serial, publicKey, timeout, onStderr } = program;
  const [file = '', ...args] = command;
  const waiting: Waiting[] = [];
  let sent = 0;
  let child: ChildProcessWithoutNullStreams | undefined;
  let closed: Promise<void> = Promise.resolve();
  let failure: ConfigError | undefined;
  let stopped: Promise<void> | undefined;
  let limit: NodeJS.Timeout | undefined;
  let lastLine = '';

  const endsWithin = (ms: number): Promise<boolean> => {
    const wait = new AbortController();
    const late = delay(ms, false, { signal: wait.signal }).catch(() => false);
    return Promise.race([closed.then(() => true), late]).finally(() => wait.abort());
  };

  const stop = async ({ pid, stdin, stdout, stderr }: ChildProcessWithoutNullStreams): Promise<void> => {
    stdin.end();
    if (pid === undefined || (await endsWithin(GRACE_MS))) return;
    signalGroup(pid, 'SIGTERM');
    if (await endsWithin(GRACE_MS)) return;
    signalGroup(pid, 'SIGKILL');
    // Who holds them still may not keep us.
    stdout.destroy();
    stderr.destroy();
    await endsWithin(GRACE_MS);
  };

  const fail = (error: ConfigError): void => {
    if (failure !== undefined) return;
    failure = error;
    clearTimeout(limit);
    for (const { reject } of waiting.splice(0)) reject(error);
    if (child) stopped ??= stop(child);
  };

  const restartLimit = (): void => {
    clearTimeout(limit);
    if (waiting.length === 0) return;
    limit = setTimeout(() => fail(signerError('SIGNER_TIMEOUT', name, saySigner('timeout', timeout))), timeout * 1000);
  };

  const sendWaiting = (): void => {
    for (; sent < Math.min(waiting.length, WINDOW); sent += 1) {
      const message = waiting[sent]?.message.toString('base64');
      child?.stdin.write(`${JSON.stringify({ version: 1, mchid, serial, message })}\n`);
    }
  };

  const take = (line: string): void => {
    if (failure !== undefined) return;
    const asked = waiting[0];
    const reply = sent === 0 || asked === undefined ? { problem: saySigner('unasked') } : readReply(line);
    if ('problem' in reply || asked === undefined) {
      fail(signerError('SIGNER_BAD_RESPONSE', name, 'problem' in reply ? reply.problem : saySigner('unasked')));
      return;
    }
    if ('signature' in reply && !verifyMessage(asked.message, reply.signature, publicKey)) {
      // The replies may be out of order from here on, too.
      fail(wrongSignature(name));
      return;
    }
    waiting.shift();
    sent -= 1;
    restartLimit();
    if ('signature' in reply) asked.resolve(reply.signature);
    else asked.reject(signerError('SIGNER_FAILED', name, saySigner('failed', printable(reply.error, 300))));
    sendWaiting();
  };

  const start = (): ChildProcessWithoutNullStreams => {
    const started = spawn(file, args, {
      cwd,
      env: { ...env },
      stdio: 'pipe',
      // On Windows that would open a window.
      detached: platform() !== 'win32',
      windowsHide: true,
    });
    closed = new Promise((resolve) => {
      started.once('close', (code, signal) => {
        resolve();
        fail(signerError('SIGNER_ENDED', name, saySigner('ended', signal ?? code ?? 0, printable(lastLine, 200))));
      });
      started.once('error', (cause) => {
        resolve();
        const reason = systemCode(cause) === 'ENOENT' ? saySigner('noProgram') : messageOf(cause);
        fail(signerError('SIGNER_NOT_STARTED', name, saySigner('notStarted', file, reason), cause));
      });
    });
    // That it takes no more is told by its end.
    started.stdin.on('error', () => {});
    const replies = createLineReader(REPLY_LIMIT, take, () => {
      fail(signerError('SIGNER_BAD_RESPONSE', name, saySigner('tooLong', REPLY_LIMIT)));
    });
    started.stdout.setEncoding('utf8').on('data', replies.add).once('end', replies.end);
    const tell = (line: string): void => {
      lastLine = line;
      onStderr(line);
    };
    const told = createLineReader(STDERR_LINE_LIMIT, tell, tell);
    started.stderr.setEncoding('utf8').on('data', told.add).once('end', told.end);
    started.unref();
    for (const stream of started.stdio) if (stream !== null && stream !== undefined) unref(stream);
    return started;
  };

  return {
    sign: (message) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(failure);
          return;
        }
        waiting.push({ message, resolve, reject });
        if (waiting.length === 1) restartLimit();
        child ??= start();
        sendWaiting();
      }),
    close: async () => {
      fail(signerError('SIGNER_ENDED', name, saySigner('closed')));
      await stopped;
    },
  };
}
