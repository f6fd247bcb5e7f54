import type { Text } from '../../shared/text.js';

/** What the sandbox says of a merchant's handler of notifications. */
export const handler = {
  url: (problem: Text) => `the handler's URL: ${problem.en}`,
  nothingSent: () => 'Nothing was sent.',
  urlForm: () => 'expected a URL such as http://127.0.0.1:3000/notify',
  plainHttp: (host: string) => `plain http goes to this machine only, and ${host} is another: use https`,
  userInfo: () => 'a user name and password are not allowed',
  hostForm: () => 'expected the name of a host in lower case, such as shop.example.net, without a scheme, port or path',
  elsewhere: (host: string) => `${host} is not this machine: use --deliver-to <url>`,
  elsewhereAllowed: (host: string) => `${host} is not this machine: use --deliver-to <url>, or --allow-host ${host}`,
  noTime: (seconds: number) => `no complete response within ${seconds} s`,
  noResponse: () => 'no response',
  noCertificate: () => 'the sandbox has no certificate: start it once with --mode certificate or --key-switch closed',
  noKeys: (folder: string) => `${folder} holds no keys of a sandbox`,
  noKeysHint: () =>
    'Name the folder that `wxpay sandbox --data` was given, or the configuration that it printed: --config.',
  refusedValid: () => 'it refused a valid notification: does it have the keys of this sandbox?',
  needsCover: () => 'it needs order_begin_time or order_end_time, which may be absent',
  notTwice: () => 'it did not take the same event twice: respond 2xx to both, and act once',
  notToEnd: () => 'it did not read the body to its end: verify only once all bytes are there',
  notByCertificate: () =>
    'it does not verify with the platform certificate beside the public key, as a merchant on the move needs',
  unverified: () => 'it took a notification whose signature does not verify',
  old: () => 'it took a notification of ten minutes ago',
  unknownSerial: () => 'it took a notification whose serial names a key that it does not have',
  notDecrypted: () => 'it took a notification that does not decrypt',
  otherType: () => 'it took a signature of another type for RSA',
};
