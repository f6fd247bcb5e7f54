import { systemCode } from './system-code.js';

/** The number of this process. */
export const OWN_PID: number = process.pid;

/** Sends a signal to a process group of this machine; one that has ended is none any more. */
export function signalGroup(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-id, signal);
  } catch {
    // It has ended.
  }
}

/** Whether there is a process with this number on this machine (in a container: among its own). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user, which may not be signalled.
    return systemCode(error) === 'EPERM';
  }
}
