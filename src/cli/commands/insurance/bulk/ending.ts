import { ApiError, NetworkError, SignatureError, type WechatPayError } from '../../../../errors.js';
import { shellQuote } from '../../../../shared/shell-quote.js';
import { joinWordings, toText, type Wording } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import type { Context } from '../../../context.js';

/**
 * The call that resumes a run, to be pasted; or what to do where results cannot be resumed.
 * @param needsRetry whether rows that failed are to be sent again, even if the user has not said so
 */
export function resumeCall(
  { argv }: Pick<Context, 'argv'>,
  { results, retryFailed = false }: { results?: string | undefined; retryFailed?: boolean | undefined },
  needsRetry = false,
): Wording {
  if (results === undefined) return sayBatch('sameCall');
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const options = argv.slice(0, end).filter((word) => word !== '--resume' && word !== '--retry-failed');
  const added = ['--resume', ...(needsRetry || retryFailed ? ['--retry-failed'] : [])];
  return ['wxpay', ...options, ...added, ...argv.slice(end)].map(shellQuote).join(' ');
}

/** The error that stopped a run, with the kind of its cause, which decides the exit code. */
export function trippedError(cause: WechatPayError, limit: number, next: Wording): WechatPayError {
  const { message: reason, hint: advice } = cause.texts;
  const message = sayBatch('tripped', limit, reason);
  const { code, status, requestId, detail } = cause;
  const hint = joinWordings([advice, sayBatch('fixThenResume', toText(next))], '\n');
  const facts = { code, status, requestId, detail, hint, cause };
  if (cause instanceof ApiError) {
    return new ApiError(message, { ...facts, status: cause.status, signed: cause.signed });
  }
  if (cause instanceof SignatureError) return new SignatureError(message, { ...facts, code: cause.code });
  return new NetworkError(message, { ...facts, outcome: cause instanceof NetworkError ? cause.outcome : 'unknown' });
}
