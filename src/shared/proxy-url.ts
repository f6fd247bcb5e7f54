/** The URL of a proxy with its scheme: without one it is http, as curl and Node read it. */
export function proxyUrl(value: string): string {
  return value.includes('://') ? value : `http://${value}`;
}

/** The URL of an HTTP proxy; `undefined` for what is none. */
export function parseProxyUrl(value: string): URL | undefined {
  const written = proxyUrl(value);
  if (/[\s\\]/.test(value) || !URL.canParse(written)) return undefined;
  const url = new URL(written);
  return /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : undefined;
}

/** What is wrong with the URL of a proxy as a setting, in one phrase; `undefined` when nothing is. */
export function checkProxyUrl(value: string): string | undefined {
  const expected = 'expected the address of a proxy such as http://proxy.example.com:8080';
  const url = parseProxyUrl(value);
  if (!url) return expected;
  const { pathname, search, hash } = url;
  return pathname === '/' && search === '' && hash === '' ? undefined : `${expected}, with nothing behind the port`;
}
