import { describe, expect, it } from 'vitest';
import { checkAllowedHost, checkDeliverTo, chooseDestination } from '../../../src/sandbox/notifications/destination.js';
import { inLanguage } from '../../../src/shared/text.js';

describe('a notification goes', () => {
  it.each([
    'http://127.0.0.1:3000/notify',
    'https://localhost/notify',
    'http://[::1]:3000/notify',
    'http://127.9.9.9/notify',
  ])('to this machine: %s', (url) => {
    expect(chooseDestination(url, { allowHosts: [] })).toEqual({ url });
  });

  it('to a host that is allowed by name, and to no other', () => {
    const allowHosts = ['shop.pay.cn'];
    expect(chooseDestination('https://shop.pay.cn/notify', { allowHosts })).toEqual({
      url: 'https://shop.pay.cn/notify',
    });
    expect(chooseDestination('https://SHOP.pay.cn/notify', { allowHosts }).heldBack).toBeUndefined();
    for (const url of ['https://pay.cn/', 'https://a.shop.pay.cn/', 'https://shop.pay.cn.evil.cn/']) {
      expect(inLanguage(chooseDestination(url, { allowHosts }).heldBack ?? '', 'en')).toContain('--allow-host');
    }
  });

  it('to the one URL that is sent to instead, whatever the order names', () => {
    const deliverTo = 'http://127.0.0.1:3000/notify';
    for (const url of ['https://shop.pay.cn/notify', 'http://127.0.0.1:1/', 'https://merchant.invalid/']) {
      expect(chooseDestination(url, { deliverTo, allowHosts: [] })).toEqual({ url: deliverTo });
    }
  });

  it.each([
    [
      'https://shop.pay.cn/notify',
      'shop.pay.cn is not this machine: use --deliver-to <url>, or --allow-host shop.pay.cn',
    ],
    ['https://merchant.invalid/notify', 'merchant.invalid is not this machine: use --deliver-to <url>'],
    ['https://127.0.0.1.nip.io/', '127.0.0.1.nip.io is not this machine'],
    ['http://shop.pay.cn/notify', 'expected https'],
    ['https://shop.pay.cn@127.0.0.1/', 'a user name'],
    ['https://10.0.0.1/notify', 'not reachable'],
    ['not a url', 'expected a URL'],
  ])('nowhere from %s, and it is said why', (url, reason) => {
    expect(inLanguage(chooseDestination(url, { allowHosts: [] }).heldBack ?? '', 'en')).toContain(reason);
  });
});

describe('what the options accept', () => {
  it.each([
    ['shop.pay.cn', true],
    ['https://shop.pay.cn', false],
    ['shop.pay.cn:443', false],
    ['shop.pay.cn/notify', false],
    ['*.pay.cn', true],
    ['user@shop.pay.cn', false],
    ['', false],
  ])('host %j: %s', (name, accepted) => {
    expect(checkAllowedHost(name) === undefined).toBe(accepted);
  });

  it.each([
    ['http://127.0.0.1:3000/notify', true],
    ['http://app:3000/notify', true],
    ['ftp://127.0.0.1/', false],
    ['127.0.0.1:3000', false],
    ['http://user:secret@127.0.0.1/', false],
  ])('URL %s: %s', (url, accepted) => {
    expect(checkDeliverTo(url) === undefined).toBe(accepted);
  });
});
