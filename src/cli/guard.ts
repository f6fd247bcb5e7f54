import { UsageError } from '../errors.js';
import { sayGuard } from '../texts/guard.js';
import type { Context } from './context.js';
import type { Session } from './session.js';
import { Stopped } from './stopped.js';

/**
 * Asks for a yes before orders are issued, where the configuration wants one (`guard`) and it was not given with
 * `--yes`. Where nobody can be asked, it refuses.
 * @throws {UsageError} `CONFIRMATION_REQUIRED` without a terminal, or for a no
 * @throws {Stopped} for Ctrl-C
 */
export async function requireConfirmation(
  context: Context,
  { isGuarded, announce }: Pick<Session, 'isGuarded' | 'announce'>,
  isConfirmed: boolean | undefined,
): Promise<void> {
  if (!isGuarded || isConfirmed) return;
  const { stdin, stderr } = context.world;
  if (stdin.isTTY !== true || stderr.isTTY !== true) {
    throw new UsageError(sayGuard('required'), { code: 'CONFIRMATION_REQUIRED', hint: sayGuard('requiredHint') });
  }
  announce();
  context.stoppedNote = sayGuard('declined');
  const { Cancelled, openDialogue } = await import('./dialogue.js');
  const dialogue = await openDialogue(context);
  const answer = await dialogue.confirm(sayGuard('question')).catch((error: unknown) => {
    if (error instanceof Cancelled) throw new Stopped('SIGINT');
    throw error;
  });
  if (!answer) throw new UsageError(sayGuard('declined'), { code: 'CONFIRMATION_REQUIRED' });
}
