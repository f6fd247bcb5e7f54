import { describe, expect, test } from 'vitest';
import { checkNotifyUrl } from '../../src/shared/notify-url.js';

const strict = (url: string) => checkNotifyUrl(url, false)?.en;
const lenient = (url: string) => checkNotifyUrl(url, true)?.en;

describe('a notify_url that WeChat Pay can reach', () => {
  test.each([
    'https://api.test.com',
    'https://example.com/wechatpay/notify',
    'https://example.com:8443/notify',
    'HTTPS://EXAMPLE.COM/notify',
    'https://1.2.3.4/notify',
    'https://[2001:4860:4860::8888]/notify',
    'https://172.15.255.255/',
    'https://172.32.0.1/',
    'https://192.167.255.255/',
    'https://11.0.0.1/',
    'https://100.63.255.255/',
    'https://100.128.0.1/',
    'https://local.example.com/',
    'https://例子.中国/notify',
  ])('%s', (url) => {
    expect(strict(url)).toBeUndefined();
    expect(lenient(url)).toBeUndefined();
  });
});

describe('what is wrong is said', () => {
  test.each([
    ['', 'expected a URL'],
    ['example.com/notify', 'expected a URL'],
    ['/notify', 'expected a URL'],
    ['https://', 'expected a URL'],
    ['https:example.com', 'expected a URL'],
    ['https:/example.com', 'expected a URL'],
    ['https:\\\\example.com', 'expected a URL'],
    ['https://example.com\\notify', 'expected a URL'],
    ['https://exa mple.com', 'expected a URL'],
    ['http://example.com/notify', 'expected https, found http'],
    ['ftp://example.com/notify', 'expected https, found ftp'],
    ['https://example.com/notify?a=b', 'a query string is not allowed'],
    ['https://example.com/notify?', 'a query string is not allowed'],
    ['https://example.com/notify#a', 'a fragment is not allowed'],
    ['https://example.com/notify#', 'a fragment is not allowed'],
    ['https://user@example.com/', 'a user name and password are not allowed'],
    ['https://:secret@example.com/', 'a user name and password are not allowed'],
  ])('%j: %s', (url, problem) => {
    expect(strict(url)).toContain(problem);
    expect(lenient(url)).toContain(problem);
  });

  test.each([
    ['a blank at the end', 'https://example.com/ '],
    ['a blank in front', ' https://example.com/'],
    ['a newline', 'https://example.com/\n'],
    ['a tab within', 'https://exam\tple.com/'],
    ['a full-width blank', 'https://example.com/\u3000'],
    ['a no-break space', 'https://example.com/\u00a0'],
    ['a BOM', 'https://example.com/\uFEFF'],
    ['a zero-width space', 'https://example.com/not\u200bify'],
    ['a zero-width space in the host', 'https://exam\u200bple.com/'],
    ['a right-to-left mark', 'https://example.com/\u202e'],
  ])('an invisible character: %s', (_, url) => {
    expect(strict(url)).toBeDefined();
    expect(lenient(url)).toBeDefined();
  });

  test('an invisible character that URLs would carry is named as such', () => {
    expect(strict('https://example.com/\u200b')).toBe('it contains a blank or an invisible character (U+200B)');
  });
});

const LOOPBACK = ['localhost', '127.0.0.1', '127.8.9.1', '[::1]', '2130706433', '0x7f.1'];
const PRIVATE = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.2',
  '224.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::ffff:10.0.0.1]',
  '[fd00::1]',
  '[fe80::1]',
  '[ff02::1]',
  'intranet',
  'intranet.',
  'localhost.',
  'shop.localhost',
  'printer.local',
  'db.internal',
  'db.internal.',
  'nas.lan',
];

describe('a host that WeChat Pay cannot reach', () => {
  test.each([...LOOPBACK, ...PRIVATE])('%s is refused', (host) => {
    expect(strict(`https://${host}/notify`)).toMatch(/ is not reachable from the internet$/);
  });

  test.each(PRIVATE)('%s is refused in front of a sandbox too', (host) => {
    expect(lenient(`https://${host}/notify`)).toMatch(/ is not reachable from the internet$/);
    expect(lenient(`http://${host}/notify`)).toBe('expected https, found http');
  });

  test.each(LOOPBACK)('%s is accepted in front of a sandbox, with http as with https', (host) => {
    expect(lenient(`http://${host}:3000/notify`)).toBeUndefined();
    expect(lenient(`https://${host}/notify`)).toBeUndefined();
    expect(strict(`http://${host}:3000/notify`)).toBe('expected https, found http');
  });

  test('the other rules hold on loopback too', () => {
    expect(lenient('http://localhost/?a')).toBe('a query string is not allowed');
    expect(lenient('http://localhost/#a')).toBe('a fragment is not allowed');
    expect(lenient('ftp://localhost/')).toBe('expected https, found ftp');
    expect(lenient('http://user@localhost/')).toBe('a user name and password are not allowed');
  });
});
