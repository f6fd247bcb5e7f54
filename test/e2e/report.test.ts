import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshMachine, type Machine, queueFaults, type RunningSandbox, sandboxRequests } from './wxpay.js';

/** Path of a Chromium, such as /usr/bin/chromium; without one the tests in a browser are skipped. */
const CHROMIUM = process.env['WXPAY_TEST_CHROMIUM'] ?? '';
const HOSTILE = '<script>alert(1)</script>';
const OPENID = 'oSecretUser0000000000000000';
const POLICY =
  `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`.replaceAll(
    "'",
    '&#39;',
  );

let machine: Machine;
let sandbox: RunningSandbox;
beforeAll(async () => {
  machine = await freshMachine();
  sandbox = await machine.startSandbox(['--data', ':memory:']);
});
afterAll(() => machine.dispose());

let count = 0;
const fresh = (name: string): string => {
  count += 1;
  return join(machine.home, `${count}-${name}`);
};
const file = (text: string, name = 'rows.csv'): string => {
  const path = fresh(name);
  writeFileSync(path, text);
  return path;
};
const batch = (path: string, report: string, ...args: string[]) =>
  machine.run(['insurance', 'batch', path, '--config', sandbox.config, '--report', report, ...args]);
const page = (path: string) => readFileSync(path, 'utf8');
/** A page without its markup. */
const cells = (html: string): string => html.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, '|');

const failing = (): string =>
  file(
    `openid,out_order_no\n${OPENID},\n${OPENID},no blank\n${OPENID},${HOSTILE}\n`,
    `rows ${HOSTILE.replace('/', '')}.csv`,
  );

describe('insurance batch --report', () => {
  it.each([
    ['en', 'Batch of insurance orders'],
    ['zh', '批量发放保险'],
  ] as const)('tells in %s how it went, with codes, lines, meanings and commands', async (lang, title) => {
    const [report, results, failed] = [fresh('page.html'), fresh('results.ndjson'), fresh('failed.csv')];
    const { code } = await batch(failing(), report, '--results', results, '--failed', failed, '--lang', lang);
    expect(code).toBe(7);
    const html = page(report);
    expect(html).toContain(`<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">`);
    expect(html).toContain(title);
    expect(html).toMatch(/<code>INVALID_ROW<\/code>[\s\S]*3, 4/);
    expect(html).toContain(`wxpay insurance reconcile ${results}`);
    expect(html).toContain(failed);
    expect(html.match(/<svg role="img" aria-label="[^"]+"/g)).toHaveLength(2);
    expect(statSync(report).mode & 0o777).toBe(0o600);
  });

  it('holds nothing that runs or loads, and nothing of a user', async () => {
    const report = fresh('page.html');
    await batch(failing(), report);
    const html = page(report);
    expect(html).toContain(POLICY);
    expect(html).not.toMatch(/<script|<img|<link|https?:|javascript:| on\w+=/i);
    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(html).not.toContain(OPENID);
  });

  it('is written when the run stops by itself, with the call that resumes it', async () => {
    const report = fresh('page.html');
    const rows = file(`openid\n${Array.from({ length: 20 }, (_, at) => `t${at}`).join('\n')}\n`);
    await queueFaults(sandbox, ...Array.from({ length: 20 }, () => 'noauth'));
    const results = fresh('results.ndjson');
    const ended = await batch(rows, report, '--results', results, '--concurrency', '1', '--max-failures', '3');
    await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
    expect(ended.code).toBe(4);
    expect(page(report)).toContain('too many in a row failed');
    expect(page(report)).toMatch(/wxpay insurance batch .* --resume/);
  });

  it('is written at Ctrl-C; the run that resumes says what was done before', async () => {
    const report = fresh('page.html');
    const results = fresh('results.ndjson');
    const rows = file(`openid\n${Array.from({ length: 200 }, (_, at) => `c${at}`).join('\n')}\n`);
    const call = ['insurance', 'batch', rows, '--config', sandbox.config, '--report', report, '--results', results];
    const stopped = await machine.run([...call, '--rate', '20/s'], {
      onStart: (child) => {
        const poll = setInterval(() => {
          if (!existsSync(results) || statSync(results).size === 0) return;
          clearInterval(poll);
          child.kill('SIGINT');
        }, 20);
        void once(child, 'exit').then(() => clearInterval(poll));
      },
    });
    expect(stopped.code).toBe(130);
    expect(page(report)).toContain('stopped before its end');
    const resumed = await machine.run([...call, '--resume']);
    expect(resumed.code).toBe(0);
    expect(cells(page(report))).toMatch(/created in earlier runs\|+[1-9]/);
    expect(page(report)).toContain('The run is finished.');
  });

  it('is refused before anything is sent where it would overwrite, or cannot be written', async () => {
    const rows = file('openid\nr1\n');
    const results = fresh('results.ndjson');
    const link = fresh('link.html');
    symlinkSync(rows, link);
    mkdirSync(join(machine.home, 'folder.html'), { recursive: true });
    const before = (await sandboxRequests(sandbox)).length;
    for (const report of [
      rows,
      link,
      results,
      `${machine.home}/none/page.html`,
      join(machine.home, 'folder.html'),
      '-',
    ]) {
      const { code, stderr } = await batch(rows, report, '--results', results);
      expect({ report, code }).toEqual({ report, code: 2 });
      expect(stderr).toContain('--report');
    }
    expect((await batch(rows, 'failed.csv', '--failed', './failed.csv')).code).toBe(2);
    expect((await batch(rows, fresh('page.html'), '--dry-run')).code).toBe(2);
    expect((await sandboxRequests(sandbox)).length).toBe(before);
    expect(existsSync(results)).toBe(false);
    expect(readFileSync(rows, 'utf8')).toBe('openid\nr1\n');
  });
});

describe('insurance reconcile --report', () => {
  const reconcile = (path: string, report: string, ...args: string[]) =>
    machine.run(['insurance', 'reconcile', path, '--config', sandbox.config, '--report', report, ...args]);

  it.each([
    ['en', 'Reconciliation of insurance orders', 'no such order'],
    ['zh', '保险订单核对', '订单不存在'],
  ] as const)('tells in %s of states, and of the numbers without an order', async (lang, title, meaning) => {
    await batch(file(`openid,out_order_no\n${OPENID},rec-${lang}\n`), fresh('batch.html'));
    const report = fresh('states.html');
    const numbers = file(`out_order_no\nrec-${lang}\nnone-1\n${HOSTILE}\n`);
    const { code } = await reconcile(numbers, report, '--lang', lang);
    expect(code).toBe(7);
    const html = page(report);
    expect(html).toContain(title);
    expect(html).toContain(meaning);
    expect(cells(html)).toMatch(/RECEIV(ED|ING)\|+1/);
    expect(html).toMatch(/<td class="first">none-1<\/td>/);
    expect(html).toContain(POLICY);
    expect(html).not.toMatch(/<script/);
    expect(html).not.toContain(OPENID);
    expect(statSync(report).mode & 0o777).toBe(0o600);
  });

  it('is refused where it would overwrite the numbers', async () => {
    const numbers = file('none-1\n', 'numbers.txt');
    expect((await reconcile(numbers, numbers)).code).toBe(2);
    expect(readFileSync(numbers, 'utf8')).toBe('none-1\n');
  });
});

describe.skipIf(CHROMIUM === '')('in a browser', () => {
  let browser: Browser;
  let reports: string[];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    reports = [];
    for (const lang of ['en', 'zh']) {
      const report = fresh(`page-${lang}.html`);
      await batch(failing(), report, '--results', fresh('results.ndjson'), '--lang', lang);
      reports.push(report);
    }
  });
  afterAll(() => browser.close());

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 400],
    ['dark', 400],
  ] as const)('the page has no barrier that axe finds, %s at %i pixels', async (colorScheme, width) => {
    for (const report of reports) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
      onTestFinished(() => context.close());
      const opened = await context.newPage();
      await opened.goto(pathToFileURL(report).href);
      await opened.addScriptTag({ content: axe.source });
      const violations = await opened.evaluate(async () => {
        const inPage: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } = Reflect.get(
          globalThis,
          'axe',
        );
        const found = await inPage.run();
        return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
      });
      expect(violations).toEqual([]);
      expect(await opened.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });

  it('its policy blocks nothing of its own: charts have size, and the console is silent', async () => {
    const context = await browser.newContext({ javaScriptEnabled: true });
    onTestFinished(() => context.close());
    const opened = await context.newPage();
    const problems: string[] = [];
    opened.on('console', (message) => problems.push(message.text()));
    opened.on('dialog', (dialog) => problems.push(dialog.message()) && dialog.dismiss());
    await opened.goto(pathToFileURL(reports[0] ?? '').href);
    for (const chart of await opened.getByRole('img').all()) {
      expect((await chart.boundingBox())?.width).toBeGreaterThan(300);
    }
    expect(await opened.getByRole('img').count()).toBe(2);
    expect(problems).toEqual([]);
  });
});
