import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The merchant number of the certificate. */
export const MCHID = '1900000109';

/** The password of the `.p12`, as WeChat Pay sets it. */
const PASSWORD = `pass:${MCHID}`;

/**
 * Makes, with openssl, what a merchant downloads: apiclient_key.pem, apiclient_cert.pem and apiclient_cert.p12 of one
 * pair, and WeChat Pay's pub_key.pem.
 */
export function makeDownload(folder: string): void {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const [key, certificate] = ['apiclient_key.pem', 'apiclient_cert.pem'];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    certificate,
    '-days',
    '1800',
    '-subj',
    `/CN=${MCHID}/O=shop`,
  );
  openssl('pkcs12', '-export', '-in', certificate, '-inkey', key, '-out', 'apiclient_cert.p12', '-passout', PASSWORD);
  openssl('genrsa', '-out', 'wechatpay_key.pem', '2048');
  openssl('rsa', '-in', 'wechatpay_key.pem', '-pubout', '-out', 'pub_key.pem');
}

/** Carries out the openssl command of a hint, which asks for the password. */
export function runHint(hint: string, folder: string): void {
  const [, call = ''] = /(openssl pkcs12 -legacy .*? -out \S+\.pem)/.exec(hint) ?? [];
  execFileSync('sh', ['-c', `${call} -passin ${PASSWORD}`], { cwd: join(folder), stdio: 'pipe' });
}
