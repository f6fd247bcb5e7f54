/**
 * What is wrong with the URL of a proxy, in one phrase; `undefined` when nothing is. Without a scheme it is http, as
 * curl and Node read it.
 */
export function checkProxyUrl(value: string): string | undefined {
  const expected = 'expected the address of a proxy such as http://proxy.example.com:8080';
  const url = value.includes('://') ? value : `http://${value}`;
  if (/[\s\\]/.test(value) || !URL.canParse(url)) return expected;
  const { protocol, pathname, search, hash } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return `${expected}, found another scheme than http and https`;
  return pathname === '/' && search === '' && hash === '' ? undefined : `${expected}, with nothing behind the port`;
}

/** The URL of a proxy that passed `checkProxyUrl`, with its scheme. */
export function proxyUrl(value: string): string {
  return value.includes('://') ? value : `http://${value}`;
}
