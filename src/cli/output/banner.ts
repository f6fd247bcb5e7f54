import { isLoopbackUrl } from '../../config/base-url.js';
import { joinWordings, type Text } from '../../shared/text.js';
import { sayBanner } from '../../texts/banner.js';

/** Where a command is about to send, and for whom. */
export interface BannerFacts {
  /** The profile in use. */
  profile?: string | undefined;
  mchid: string;
  /** Whether the keys are a sandbox's. */
  isSandbox: boolean;
  /** The origin that requests go to. */
  baseUrl: string;
  /** How many rows a batch has, where that is known. */
  rows?: number | undefined;
}

/**
 * The line that every command shows before it sends: `profile shop-a · mchid 1900000109 · live · https://…`. Requests to
 * this machine with keys that are not marked as a sandbox's may go on to WeChat Pay: that is not called a sandbox.
 */
export function bannerText({ profile, mchid, isSandbox, baseUrl, rows }: BannerFacts): Text {
  const place = isSandbox ? 'sandbox' : isLoopbackUrl(baseUrl) ? 'local' : 'live';
  return joinWordings(
    [
      profile === undefined ? undefined : sayBanner('profile', profile),
      sayBanner('mchid', mchid),
      sayBanner(place),
      baseUrl,
      rows === undefined ? undefined : sayBanner('rows', rows),
    ],
    ' · ',
  );
}
