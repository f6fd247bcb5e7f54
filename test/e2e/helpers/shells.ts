import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { BIN } from '../wxpay.js';

const PROMPT = 'READY> ';

/** How each shell is started with the script for it, in a folder of its own. */
const SHELLS = {
  bash: { file: 'rc', rc: `PS1='${PROMPT}'\neval "$(wxpay completion bash)"`, call: 'bash --noprofile --rcfile rc -i' },
  zsh: {
    file: '.zshrc',
    rc: `PS1='${PROMPT}'\nautoload -Uz compinit; compinit -D -u\neval "$(wxpay completion zsh)"`,
    call: 'zsh -d -i',
  },
  fish: {
    file: 'rc.fish',
    rc: `function fish_prompt; echo -n '${PROMPT}'; end\nset -g fish_greeting\nwxpay completion fish | source`,
    call: "fish --no-config -i -C 'source rc.fish'",
  },
} as const;

/** A shell that is tried. */
export type ShellName = keyof typeof SHELLS;

const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** Whether a shell, and what gives it a terminal, are on this machine. */
export function hasShell(name: ShellName): boolean {
  return process.platform === 'linux' && isThere('script') && isThere(name);
}

/** A shell in front of a terminal. */
export interface Shell {
  /** Types keys and a return; returns the arguments that wxpay was called with. */
  type: (keys: string) => Promise<string[]>;
  stop: () => Promise<void>;
}

/** Where only completion is the real wxpay: a call tells its arguments. */
const SHIM = `#!/bin/sh
case "$1" in __complete|completion) exec '${process.execPath}' '${BIN}' "$@" ;; esac
printf 'RAN'; for word in "$@"; do printf ' [%s]' "$word"; done; printf ' END\\n'
`;

/** Starts a shell, with the completion of wxpay, whose home and working directory is a folder. */
export async function startShell(name: ShellName, home: string): Promise<Shell> {
  const { file, rc, call } = SHELLS[name];
  const bin = join(home, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'wxpay'), SHIM);
  await chmod(join(bin, 'wxpay'), 0o755);
  await writeFile(join(home, file), rc);
  const child = spawn('script', ['-qfec', call, '/dev/null'], {
    cwd: home,
    env: {
      PATH: `${bin}${delimiter}${process.env['PATH']}`,
      HOME: home,
      ZDOTDIR: home,
      TERM: 'xterm',
      LANG: 'C.UTF-8',
      XDG_STATE_HOME: join(home, 'state'),
    },
  });
  let screen = '';
  const changed = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      changed.dispatchEvent(new Event('text'));
    });
  }
  const ended = once(child, 'close').then(() => {
    throw new Error(`${name} has ended: ${screen}`);
  });
  ended.catch(() => {});
  const waitFor = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(screen);
      if (found) return found;
      await Promise.race([new Promise((resolve) => changed.addEventListener('text', resolve, { once: true })), ended]);
    }
  };
  await waitFor(/READY> /);
  return {
    type: async (keys) => {
      screen = '';
      child.stdin.write(`${keys}\r`);
      const [, words = ''] = await waitFor(/RAN(.*) END/);
      await waitFor(/ END[\s\S]*READY> /);
      return Array.from(words.matchAll(/ \[([^\]]*)\]/g), ([, word = '']) => word);
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended.catch(() => {});
    },
  };
}
