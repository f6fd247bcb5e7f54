import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const TORTURE = fileURLToPath(new URL('torture.js', import.meta.url));

/** A process of its own: its clock, and in which order the disk is asked, are the simulation's alone. */
const torture = async (...args: string[]) => {
  const child = spawn(process.execPath, [TORTURE, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, lines: stdout.trimEnd().split('\n') };
};

describe('the simulation', () => {
  it('keeps every promise in many sequences', { timeout: 120_000 }, async () => {
    const { stdout, stderr } = await torture('--seed', '1', '--sequences', '150', '--all');
    expect(stdout + stderr).toContain('150 sequences from seed 1, 0 violations');
  });

  it('plays the same sequence for the same seed, and shows it', { timeout: 60_000 }, async () => {
    const [first, second] = [await torture('--seed', '7'), await torture('--seed', '7')];
    // The folder of each run has a name of its own.
    const shown = (lines: string[]) => lines.map((line) => line.replace(/wxpay-simulation-\w+/g, ''));
    expect(shown(second.lines)).toEqual(shown(first.lines));
    expect(first.lines.at(-1)).toBe('seed 7: all promises were kept');
  });
});
