/** A range of numbers: what it counts, and where it begins and ends. */
export interface RangeWords {
  unit: { zh: string; en: string };
  whole: boolean;
  from: number;
  /** Whether `from` itself is outside. */
  above: boolean;
  to: number;
}

const origin = 'expected an origin such as https://api.mch.weixin.qq.com';
const proxy = 'expected the address of a proxy such as http://proxy.example.com:8080';

/** What is wrong with a value: a phrase that follows its name and a colon. */
export const values = {
  didYouMean: (name: string) => ` Did you mean ${name}?`,
  command: () => 'expected a list of texts, the program and its arguments: ["node", "sign.mjs"]',
  mchid: () => 'expected a merchant number of 8 to 10 digits',
  choice: (choices: string) => `expected one of ${choices}`,
  range: ({ unit, whole, from, above, to }: RangeWords) =>
    `expected a ${whole ? 'whole number' : 'number'} of ${unit.en} ${above ? 'above' : 'from'} ${from} to ${to}`,
  origin: () => origin,
  originUser: () => `${origin}, without a user name and password`,
  originQuery: () => `${origin}, without a query string`,
  originFragment: () => `${origin}, without a fragment`,
  originPath: () => `${origin}, without a path`,
  originHttp: () => 'plain http is accepted for this machine only (localhost, 127.0.0.1); use https',
  proxy: () => proxy,
  proxyPath: () => `${proxy}, with nothing behind the port`,
  url: () => 'expected a URL such as https://example.com/wechatpay/notify',
  urlUser: () => 'a user name and password are not allowed',
  urlQuery: () => 'a query string is not allowed',
  urlFragment: () => 'a fragment is not allowed',
  urlProtocol: (found: string) => `expected https, found ${found}`,
  urlPrivate: (host: string) => `${host} is not reachable from the internet`,
  surrogate: (name: string) => `it contains half a character (${name}, a lone surrogate)`,
  fourBytes: (character: string, name: string) =>
    `it contains ${character} (${name}): only characters of 1 to 3 bytes in UTF-8 are allowed`,
  replaced: (name: string) => `it contains ${name}, which stands for bytes that were not UTF-8`,
  invisible: (name: string) => `it contains a blank or an invisible character (${name})`,
  orderNumber: () => 'expected 1 to 32 characters of 0-9 A-Z a-z _ - | *',
  missing: (name: string) => `missing: ${name}`,
};
