import type { RunEnd } from '../../../../../batch/send/pool.js';
import { WechatPayError } from '../../../../../errors.js';
import type { Text } from '../../../../../shared/text.js';
import { sayCampaign } from '../../../../../texts/campaign-report.js';

/** How a run ended, in words; of an error its code only, because its message may hold what a row holds. */
export function describeEnd(ended: RunEnd | undefined, error?: unknown): Text {
  if (ended === undefined) return sayCampaign('broken', error instanceof WechatPayError ? error.code : 'INTERNAL');
  return ended.end === 'tripped' ? sayCampaign('tripped', ended.error.code) : sayCampaign(ended.end);
}
