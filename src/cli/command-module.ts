import type { Command } from 'commander';
import type { Language } from '../apiv3/error-codes.js';
import type { Context } from './context.js';

/** A command: how it is called, and what it does. One file each, loaded only when it is typed. */
export interface CommandModule {
  /** Declares arguments, options and examples. */
  configure: (command: Command, language: Language) => void;
  /** Does the work; resolves once everything is printed. */
  run: (context: Context, args: readonly string[], options: unknown) => Promise<void>;
}
