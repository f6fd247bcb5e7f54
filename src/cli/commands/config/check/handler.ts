import { randomBytes } from 'node:crypto';
import type { Agent } from 'node:https';
import type { SIGNATURE_HEADERS } from '../../../../apiv3/verify-response.js';
import { isLoopbackUrl } from '../../../../config/base-url.js';
import type { Settings } from '../../../../config/settings.js';
import { type Env, proxyFor } from '../../../../http/proxy.js';
import { postNotification, RESPONSE_TIMEOUT_MS } from '../../../../sandbox/index.js';
import { checkNotifyUrl } from '../../../../shared/notify-url.js';
import { toText } from '../../../../shared/text.js';
import { sayCheck } from '../../../../texts/config-check.js';
import { type Check, failed, passed, warned } from './check.js';

/** What it is called, in the place of a key: the URL is an option. */
const NAME = '--notify-url';

/** A notification as anybody could make it up: everything is there, and nothing is signed. */
const forgery = (serial: string) => {
  const values = {
    'Wechatpay-Timestamp': String(Math.floor(Date.now() / 1000)),
    'Wechatpay-Nonce': randomBytes(16).toString('hex'),
    'Wechatpay-Signature': randomBytes(256).toString('base64'),
    'Wechatpay-Serial': serial,
  } as const satisfies Record<(typeof SIGNATURE_HEADERS)[number], string>;
  const body = JSON.stringify({
    id: `wxpay-config-check-${randomBytes(8).toString('hex')}`,
    create_time: new Date().toISOString(),
    resource_type: 'encrypt-resource',
    event_type: 'WXPAY.CONFIG-CHECK',
    summary: 'wxpay config check: this must be refused',
    resource: {
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: randomBytes(64).toString('base64'),
      nonce: randomBytes(6).toString('hex'),
      associated_data: '',
    },
  });
  return { headers: { 'Content-Type': 'application/json', ...values }, body: Buffer.from(body) };
};

const tunnelTo = async (proxy: URL): Promise<Agent> => {
  const { createTunnelAgent } = await import('../../../../http/tunnel.js');
  return createTunnelAgent(proxy, { rejectUnauthorized: true });
};

/** What the check depends on beside the configuration. */
export interface Surroundings {
  env: Env;
  signal: AbortSignal;
}

/**
 * Checks a notification URL from this machine: its form, DNS, the certificate chain, that it does not redirect, and that
 * it refuses a notification that cannot be verified. It is asked through the proxy in use, as WeChat Pay is.
 * @throws {ConfigError} `BAD_PROXY`
 * @throws the signal's reason
 */
export async function checkHandler(url: string, { values }: Settings, { env, signal }: Surroundings): Promise<Check> {
  const problem = checkNotifyUrl(url, isLoopbackUrl(values.baseUrl));
  if (problem !== undefined) return failed(NAME, problem);
  const [serial = 'PUB_KEY_ID_0000000000000000000000000000000000'] = Object.keys(values.certs ?? {});
  const proxy = proxyFor(new URL(url), values.proxy, env);
  const agent = proxy && (await tunnelTo(proxy.url));
  const options = { timeout: RESPONSE_TIMEOUT_MS, signal, agent };
  const { status, error } = await postNotification(url, forgery(serial), options);
  agent?.destroy();
  if (status === null) {
    return failed(NAME, sayCheck('noResponse', error ?? toText('')), sayCheck('noResponseHint'));
  }
  if (status < 300) return failed(NAME, sayCheck('forgeryTaken', status), sayCheck('forgeryTakenHint'));
  if (status < 400) return failed(NAME, sayCheck('redirected', status), sayCheck('redirectedHint'));
  if (status === 404 || status === 405) return warned(NAME, sayCheck('noHandler', status), sayCheck('noHandlerHint'));
  return passed(NAME, sayCheck('forgeryRefused', status));
}
