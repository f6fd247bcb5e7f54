import type { Text } from '../../shared/text.js';

const security = 'merchant platform → Account Center → API Security';
const publicKeyPlace = `${security} → 微信支付公钥`;
const verifying = `Under \`certs\` belongs what WeChat Pay signs with: pub_key.pem (${publicKeyPlace}), or a platform certificate.`;
const printSerial = 'openssl x509 -in apiclient_cert.pem -noout -serial';

/** Keys and certificates. */
export const keys = {
  unexpected: (name: string, expected: Text, found: Text) => `${name}: expected ${expected.en}, found ${found.en}`,
  extract: (file: string, command: string) =>
    `APIv3 uses PEM files. Take ${file}, which comes with the .p12, or extract it (the password is the mchid; OpenSSL 1.1 and LibreSSL do not know -legacy: leave it out):\n${command}`,
  wholeKeyFile: () => 'Use apiclient_key.pem as the certificate tool wrote it; its first line says BEGIN PRIVATE KEY.',
  otherFile: () => 'The private key is apiclient_key.pem; apiclient_cert.pem and pub_key.pem are other files.',
  certificateFile: () => 'A certificate file begins with -----BEGIN CERTIFICATE-----.',
  verifying: () => verifying,
  verifyingNotP12: () => `A .p12 holds your own certificate and key. ${verifying}`,
  encrypted: (name: string) => `${name}: the private key is encrypted`,
  wrongPassphrase: (name: string) => `${name}: the private key is encrypted, and the passphrase does not open it`,
  decrypt: (variable: string) =>
    `Set privateKeyPassphrase or ${variable}, or decrypt the file:\nopenssl pkey -in apiclient_key.pem -out decrypted.pem`,
  noDates: (name: string) => `${name}: expected a certificate with dates, found one whose dates cannot be read`,
  downloadAgain: () => 'It is damaged: download it again.',
  rsa: (name: string, bits: number, found: Text) =>
    `${name}: expected RSA with at least ${bits} bits, found ${found.en}`,
  rsaHint: () => `APIv3 signs with RSA 2048 only. Apply for a new merchant API certificate: ${security}.`,
  ringKey: () => 'a key of the ring: expected an id and a public key object of node:crypto',
  ringKeyHint: () => 'Give keys of WeChat Pay as { id, kind, publicKey }; createClient reads them from `certs`.',
  emptyRing: () => 'no key to verify responses with: certs is empty',
  emptyRingHint: () => `Put the WeChat Pay public key under \`certs\`, by its id: ${publicKeyPlace}.`,
  apiv3Length: (name: string, found: number, expected: number) =>
    `${name} has ${found} bytes, expected exactly ${expected}`,
  apiv3LengthHint: () => `Use the APIv3 key (APIv3密钥): ${security}. The APIv2 key is another one.`,
  apiv3MissingHint: () =>
    `Notifications and downloaded certificates are encrypted with the APIv3 key (APIv3密钥) that you chose: ${security}.`,
  apiv3Mismatch: () => 'the APIv3 key does not decrypt this: it is not the key of this merchant, or it was reset',
  apiv3MismatchHint: () =>
    'Set `apiv3Key` to the key now shown as set in the merchant platform; a reset key decrypts only what was encrypted after the reset.',
  malformed: (problem: Text) => `the encrypted resource is malformed: ${problem.en}`,
  malformedHint: () => 'Pass the resource on as it came, without decoding or trimming its parts.',
  partMissing: () => 'ciphertext or nonce is missing',
  nonce: (found: number, expected: number) => `expected a nonce of ${expected} bytes, found ${found}`,
  base64: () => 'the ciphertext is not valid base64',
  ciphertext: (found: number, least: number) => `expected a ciphertext of at least ${least} bytes, found ${found}`,
  decimalSerial: (name: string, digits: number) =>
    `${name} has ${digits} decimal digits: this looks like a decimal serial number`,
  hexSerial: () =>
    `Give it in hex, or configure \`certificate\`, from which the serial is read. It is printed by:\n${printSerial}`,
  serial: (name: string, found: Text) =>
    `${name} is not a certificate serial number: expected up to 40 hex digits, found ${found.en}`,
  serialHint: () => `Configure \`certificate\`, from which the serial is read, or print it:\n${printSerial}`,
  ownSerial: (name: string) => `${name}: expected the serial number of your certificate, up to 40 hex digits`,
  keyId: (name: string, prefix: string) => `${name}: expected an id that begins with ${prefix} in upper-case letters`,
  keyIdHint: () => `Copy the id as it is shown beside the key: ${publicKeyPlace}.`,
  roundedSerial: (name: string) => `${name}: this serial number was read as a number`,
  quotes: () => 'Put quotes around it.',
  ownKey: (name: string) => `${name}: this is your own certificate or key, not WeChat Pay's`,
  ownKeyHint: () =>
    `What WeChat Pay signs with is pub_key.pem with its id (${publicKeyPlace}), or a platform certificate.`,
  bareKey: (name: string, id: string) =>
    `${name}: found a bare public key, but ${id} is the serial number of a certificate`,
  bareKeyHint: () =>
    `Put the WeChat Pay public key under its id, which begins with PUB_KEY_ID_ and is shown beside it: ${publicKeyPlace}.`,
  certificateUnderKeyId: (name: string, serial: string, id: string) =>
    `${name}: found a certificate (serial ${serial}), but ${id} is the id of a public key`,
  certificateUnderKeyIdHint: (serial: string, id: string) =>
    `Put a platform certificate under its serial, ${serial}; under ${id} belongs pub_key.pem.`,
  otherSerial: (name: string, serial: string, id: string) =>
    `${name}: this certificate has the serial ${serial}, but stands under ${id}`,
  otherSerialHint: (serial: string, id: string) =>
    `Put it under ${serial}, or put the certificate with the serial ${id} here.`,
  twice: (name: string, id: string) => `${name}: ${id} is configured twice`,
  twiceHint: () => 'Remove one of the two entries.',
  mchid: (name: string, problem: Text) => `${name}: ${problem.en}`,
  mchidHint: () => 'The merchant number (商户号) is shown in the merchant platform: Account Center → 商户信息.',
  pair: (certificate: string, key: string) =>
    `${certificate} and ${key} do not belong together: the certificate is of another key`,
  pairHint: () =>
    'Use apiclient_cert.pem and apiclient_key.pem from the same download. A certificate of the platform (WeChat Pay) belongs under `certs`.',
  serialMismatch: (name: string, serial: string, certificate: string, found: string) =>
    `${name} is ${serial}, but ${certificate} has the serial ${found}`,
  removeSerial: () => 'Remove `serial`: it is read from the certificate.',
  identity: () => 'missing: certificate (or serial)',
  identityHint: () => 'Give `certificate`, or `serial`.',
  keyMissing: () => 'missing: privateKey',
  keyMissingHint: () => 'Give `privateKey`.',
  platformSerial: (name: string, serial: string) =>
    `${name}: ${serial} is the serial of a platform certificate under certs, not of your own certificate`,
};
