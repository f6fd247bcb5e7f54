import { spawnSync } from 'node:child_process';

/** Whether a program is on PATH; tests of what it does are skipped where it is not. */
export function installed(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;
}
