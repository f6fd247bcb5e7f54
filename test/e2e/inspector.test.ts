import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { answering, startHandler } from '../sandbox/helpers/handler.js';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

/** Path of a Chromium, such as /usr/bin/chromium; without one the tests in a browser are skipped. */
const CHROMIUM = process.env['WXPAY_TEST_CHROMIUM'] ?? '';
/** A folder for pictures of the page; none are taken without it. */
const PICTURES = process.env['WXPAY_TEST_PICTURES'] ?? '';
const HOSTILE = `<img/src=x onerror=alert(1)>"'</script>`;

let machine: Machine;
let sandbox: RunningSandbox;
beforeAll(async () => {
  machine = await freshMachine();
  sandbox = await machine.startSandbox(['--data', ':memory:', '--receive-after', '300']);
});
afterAll(() => machine.dispose());

const create = async (number: string, openid = 'oUser', notifyUrl = 'https://merchant.invalid/n') => {
  const order = ['--openid', openid, '--out-order-no', number, '--notify-url', notifyUrl];
  const { code, stderr } = await machine.run(['insurance', 'create', '--config', sandbox.config, ...order]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
};

const forge = () =>
  fetch(`${sandbox.url}/v3/hire-power-bank/insurance-orders/forged?${encodeURIComponent(HOSTILE)}`, {
    headers: { Authorization: `Basic ${HOSTILE}` },
  });

const read = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${sandbox.url}${path}`, { headers });
  return { response, text: await response.text() };
};

describe('without JavaScript', () => {
  it('the page shows requests, orders, notifications and faults, in both languages', async () => {
    await create('plain-1');
    await expect.poll(async () => (await read('/?view=notifications')).text).toContain('held-back');
    expect((await read('/')).text).toContain('/v3/hire-power-bank/insurance-orders');
    expect((await read('/?view=orders')).text).toContain('plain-1');
    expect((await read('/?view=faults')).text).toContain('<option>timeout-after-store</option>');
    expect((await read('/?order=plain-1')).text).toMatch(/Time line[\s\S]*POST[\s\S]*held-back|merchant\.invalid/);
    expect((await read('/?lang=zh')).text).toContain('<html lang="zh-CN">');
    expect((await read('/', { 'Accept-Language': 'zh-CN,zh;q=0.9' })).text).toContain('请求');
    for (const path of ['/?request=99999', '/?order=nothing'])
      expect((await read(path)).text).toContain('no such thing');
  });

  it('everything from a request is text', async () => {
    await forge();
    await create('hostile-1', HOSTILE.replaceAll(' ', '/'));
    const { requests } = JSON.parse((await read('/__sandbox/requests')).text);
    for (const path of [
      '/',
      '/?view=orders',
      '/?order=hostile-1',
      ...requests.map(({ id }: { id: number }) => `/?request=${id}`),
    ]) {
      const { text } = await read(path);
      expect(text).not.toContain('<img');
      expect(text.match(/<script/g)).toHaveLength(1);
    }
    const reflected = `/?search=${encodeURIComponent(HOSTILE)}&before=${encodeURIComponent(HOSTILE)}&lang=${encodeURIComponent(HOSTILE)}`;
    expect((await read(reflected)).text).not.toContain('<img');
  });

  it('the policy lets nothing in from elsewhere, and no other page show it', async () => {
    const { response } = await read('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect((await read('/', { Authorization: 'x' })).response.status).toBe(401);
  });

  it('a form without the token, or from elsewhere, changes nothing', async () => {
    const send = (fields: Record<string, string>, headers: Record<string, string>) =>
      fetch(`${sandbox.url}/__sandbox/inspector`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams({ action: 'fault', fault: '500', ...fields }),
      });
    const own = { Origin: sandbox.url, 'Sec-Fetch-Site': 'same-origin' };
    expect((await send({}, own)).status).toBe(403);
    expect((await send({ token: 'wrong' }, own)).status).toBe(403);
    const [, token = ''] = /name="token" value="([0-9a-f]{32})"/.exec((await read('/?view=faults')).text) ?? [];
    expect((await send({ token }, { Origin: 'http://127.0.0.1:1' })).status).toBe(403);
    const crossSite = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    const navigation = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    expect((await send({}, { ...crossSite, ...navigation })).status).toBe(403);
    const { queued } = JSON.parse((await read('/__sandbox/faults')).text);
    expect(queued).toEqual([]);
    for (const back of ['https://evil.example/', '//evil.example/', '/?a\r\nX: y', 'javascript:alert(1)']) {
      expect((await send({ token, fault: 'none', back }, own)).headers.get('location')).toBe('/');
    }
    const cleared = await send({ token, action: 'clear', back: '/?view=faults' }, own);
    expect({ status: cleared.status, location: cleared.headers.get('location') }).toEqual({
      status: 303,
      location: '/?view=faults',
    });
  });
});

describe.skipIf(CHROMIUM === '')('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('dialog', (dialog) => problems.push(`dialog ${dialog.message()}`) && dialog.dismiss());
    onTestFinished(() => {
      expect(problems).toEqual([]);
    });
    await page.goto(`${sandbox.url}${path}`);
    return page;
  };

  const openLive = async (path: string, options?: BrowserContextOptions): Promise<Page> => {
    const page = await open(path, options);
    await page.getByRole('status').getByText('Live').waitFor();
    return page;
  };

  it('a request with a wrong signature appears within a second, with its reason', async () => {
    const page = await openLive('/?lang=en');
    await forge();
    const row = page.locator('tr', { hasText: 'the scheme is "Basic"' }).first();
    await row.waitFor({ timeout: 1000 });
    expect(await row.textContent()).toContain('401 SIGN_ERROR');
  });

  it('a button changes the state, and the notification arrives at a receiver', async () => {
    const handler = await startHandler(answering(204));
    await create('button-1', 'oUser', handler.url);
    const page = await openLive('/?view=orders&lang=en');
    await page.getByRole('button', { name: 'FAILED: button-1' }).click();
    await expect.poll(() => handler.notified.length).toBeGreaterThan(0);
    await page.locator('tr', { hasText: 'button-1' }).getByRole('button', { name: 'RECEIVED' }).waitFor();
    await page.getByRole('button', { name: 'RECEIVED: button-1' }).click();
    await page.getByRole('button', { name: 'Claim: button-1' }).click();
    await page.locator('tr', { hasText: 'button-1' }).getByText('1 / 3').waitFor();
    await page.getByRole('link', { name: 'Notifications' }).click();
    const before = handler.notified.length;
    await page.locator('tr', { hasText: 'button-1' }).getByRole('button').first().click();
    await expect.poll(() => handler.notified.length).toBeGreaterThan(before);
  });

  it('works by keyboard alone, and keeps the focus while the page is updated', async () => {
    await create('keyboard-1');
    const page = await openLive('/?view=orders&lang=en');
    await page.getByRole('link', { name: 'keyboard-1' }).focus();
    await create('keyboard-2');
    await page.getByRole('link', { name: 'keyboard-2' }).waitFor();
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('keyboard-1');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'keyboard-1' }).waitFor();
    await page.getByRole('heading', { name: 'Time line' }).waitFor();
  });

  it('finds while one types', async () => {
    await create('typed-1');
    const page = await openLive('/?lang=en');
    await page.getByRole('searchbox').fill('typed-1');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: '/v3/' }).click();
    await page.getByText('typed-1').first().waitFor();
  });

  it('does not run what a request holds', async () => {
    await create('hostile-2', HOSTILE.replaceAll(' ', '/'));
    await forge();
    for (const path of ['/', '/?view=orders', '/?order=hostile-2', '/?view=notifications']) {
      const page = await openLive(`${path}${path.includes('?') ? '&' : '?'}lang=en`);
      expect(await page.locator('img').count()).toBe(0);
    }
  });

  it('can be used without JavaScript, its buttons too', async () => {
    await create('no-js-1');
    const page = await open('/?view=orders&lang=en', { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'FAILED: no-js-1' }).click();
    await page.locator('tr', { hasText: 'no-js-1' }).getByRole('cell', { name: 'FAILED', exact: true }).waitFor();
    expect(page.url()).toContain('view=orders');
  });

  it('another web page of this machine can neither read nor change anything', async () => {
    const server = createServer((_, response) => response.end('<!doctype html><title>other</title>'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const context = await browser.newContext();
    onTestFinished(async () => {
      await context.close();
      server.close();
    });
    const page = await context.newPage();
    const address = server.address();
    await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
    const outcome = await page.evaluate(async (url) => {
      const attempt = (init?: RequestInit) =>
        fetch(url, init).then(
          async (response) => `${response.status} ${await response.text()}`,
          () => 'refused',
        );
      const body = JSON.stringify({ faults: ['500'] });
      return [
        await attempt(),
        await attempt({ method: 'POST', body }),
        await attempt({ method: 'POST', body, mode: 'no-cors' }),
      ];
    }, `${sandbox.url}/__sandbox/faults`);
    expect(outcome).toEqual(['refused', 'refused', '0 ']);
    const form = `<form method="post" action="${sandbox.url}/__sandbox/inspector"><input name="action" value="fault">
      <input name="fault" value="500"><button>send</button></form>`;
    await page.setContent(form);
    await Promise.all([page.waitForEvent('framenavigated'), page.getByRole('button').click()]);
    expect(await page.textContent('body')).toContain('FORBIDDEN');
    expect(JSON.parse((await read('/__sandbox/faults')).text).queued).toEqual([]);
  });

  it('stays quick with 10,000 requests', { timeout: 120_000 }, async () => {
    for (let done = 0; done < 10_000; done += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, at) => fetch(`${sandbox.url}/v3/many/${done + at}`).then((r) => r.text())),
      );
    }
    const started = performance.now();
    const page = await openLive('/?lang=en');
    await page.locator('tbody tr').nth(99).waitFor();
    expect(performance.now() - started).toBeLessThan(3000);
    await forge();
    await page.locator('tr', { hasText: 'the scheme is' }).first().waitFor({ timeout: 1000 });
    const searched = performance.now();
    await page.getByRole('searchbox').fill('/v3/many/9123');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect(performance.now() - searched).toBeLessThan(2000);
  });

  describe.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 400],
    ['dark', 400],
  ] as const)('%s at %i pixels', (colorScheme, width) => {
    it.each([
      ['requests', '/'],
      ['request', '/?request='],
      ['orders', '/?view=orders'],
      ['order', '/?order=picture-1'],
      ['notifications', '/?view=notifications'],
      ['faults', '/?view=faults'],
      ['requests-zh', '/?lang=zh'],
    ])('%s has no barrier that axe finds, and nothing is cut off', async (name, path) => {
      const handler = await startHandler(answering(204));
      await create('picture-1', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', handler.url).catch(() => {});
      await forge();
      const { requests } = JSON.parse((await read('/__sandbox/requests?limit=1')).text);
      const target = path === '/?request=' ? `${path}${requests[0].id}` : path;
      const language = target.includes('lang=') ? '' : `${target.includes('?') ? '&' : '?'}lang=en`;
      const page = await open(`${target}${language}`, {
        colorScheme,
        viewport: { width, height: 800 },
        bypassCSP: true,
      });
      await page.addScriptTag({ content: axe.source });
      const violations = await page.evaluate(async () => {
        const inPage: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } = Reflect.get(
          globalThis,
          'axe',
        );
        const found = await inPage.run();
        return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
      });
      expect(violations).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      if (PICTURES === '') return;
      await mkdir(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}-${width}.png`) });
    });
  });
});
