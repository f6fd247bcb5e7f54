/** The help of `wxpay config init`. */
export const helpInit = {
  mchid: () => 'Merchant number',
  ofCertificate: () => 'that of the certificate',
  certificate: () => 'Merchant API certificate: apiclient_cert.pem',
  privateKey: () => 'Merchant API private key: apiclient_key.pem',
  cert: () => 'What WeChat Pay signs with, by its ID: PUB_KEY_ID_…=pub_key.pem',
  apiv3KeyEnv: () => 'Environment variable that holds the APIv3 key',
  notifyUrl: () => 'Where WeChat Pay sends notifications',
  serviceId: () => "The merchant's PayScore service",
  force: () => 'Replace the file, or the profile, if it exists',
  offline: () => 'Afterwards, check only what is on this machine',
  about: () =>
    'On a terminal it asks for what is not given, and says where to find it. Elsewhere everything comes from options. Writes .wechatpayrc in the working directory, or the file of --config; with --profile, a profile in it. Keys stay in their files, and paths are relative to it. Then runs the checks of wxpay config check.\n\nA merchant with platform certificates only leaves out --cert, gives --apiv3-key-env, and then runs wxpay certs download.',
  ask: () => 'Ask for everything',
  publicKey: () => 'Ask nothing, for a merchant with a WeChat Pay public key',
  newProfile: () => 'Add a profile for another merchant',
};
