import { bash } from './scripts/bash.js';
import { fish } from './scripts/fish.js';
import { powershell } from './scripts/powershell.js';
import { zsh } from './scripts/zsh.js';

/** What each shell is to evaluate. None of them knows a command: each asks `wxpay __complete` at every tab. */
export const SCRIPTS = { bash, zsh, fish, powershell } as const;

/** The shells that there is a script for. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const satisfies readonly (keyof typeof SCRIPTS)[];
