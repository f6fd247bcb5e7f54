import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPlace, failure } from './helpers.js';

const MCHID = '{"mchid": "1900000001"}';
const mchidOf = (last: number) => `{"mchid": "190000000${last}"}`;

describe('where a configuration file is found', () => {
  test.each(['.wechatpayrc', '.wechatpayrc.json', '.wechatpayrc.yaml', '.wechatpayrc.yml'])(
    '%s in the working directory',
    async (name) => {
      const { write, load } = createPlace();
      const file = write(name, MCHID);
      expect(await load()).toMatchObject({ file, values: { mchid: '1900000001' } });
    },
  );

  test('under "wechatpay" in package.json', async () => {
    const { write, load } = createPlace();
    const file = write('package.json', '{"name": "shop", "wechatpay": {"mchid": "1900000001"}}');
    expect(await load()).toMatchObject({
      file,
      values: { mchid: '1900000001' },
      sources: { mchid: { kind: 'file', file, key: 'mchid' } },
    });
  });

  test('in one folder: .wechatpayrc before its variants, package.json last', async () => {
    const { write, load } = createPlace();
    const names = ['package.json', '.wechatpayrc.yml', '.wechatpayrc.yaml', '.wechatpayrc.json', '.wechatpayrc'];
    for (const [index, name] of names.entries()) {
      const content = name === 'package.json' ? `{"wechatpay": ${mchidOf(index)}}` : mchidOf(index);
      const file = write(name, content);
      expect((await load()).file).toBe(file);
    }
  });

  test('from a sub-folder, in every folder up to the home directory; the nearest one wins', async () => {
    const { home, write, load } = createPlace();
    const inHome = write(join(home, '.wechatpayrc'), mchidOf(1));
    expect((await load()).file).toBe(inHome);
    const above = write('../.wechatpayrc.json', mchidOf(2));
    expect((await load()).file).toBe(above);
  });

  test('not above the home directory', async () => {
    const { root, write, load } = createPlace();
    write(join(root, '.wechatpayrc'), MCHID);
    expect((await load()).file).toBeUndefined();
  });

  test('outside the home directory: in the working directory alone, then in the global one', async () => {
    const { root, home, write, load } = createPlace();
    const elsewhere = join(root, 'elsewhere', 'deep');
    mkdirSync(elsewhere, { recursive: true });
    write(join(root, 'elsewhere', '.wechatpayrc'), mchidOf(2));
    expect((await load({}, { cwd: elsewhere })).file).toBeUndefined();
    const global = write(join(home, '.config/wechatpay/config'), mchidOf(1));
    expect(await load({}, { cwd: elsewhere })).toMatchObject({
      file: global,
      searched: [elsewhere, join(home, '.config/wechatpay')],
    });
    const here = write(join(elsewhere, '.wechatpayrc'), mchidOf(3));
    expect((await load({}, { cwd: elsewhere })).file).toBe(here);
  });

  test('a home that is a link is known by where it leads', async () => {
    const { root, home, cwd, write, load } = createPlace();
    const linked = join(root, 'linked');
    symlinkSync(home, linked);
    const above = write(join(home, 'work', '.wechatpayrc'), mchidOf(1));
    expect((await load({}, { cwd, home: linked })).file).toBe(above);
    expect((await load({}, { cwd: join(linked, 'work', 'shop'), home })).file).toBe(above);
  });

  test.each(['config', 'config.json', 'config.yaml', 'config.yml'])('last, ~/.config/wechatpay/%s', async (name) => {
    const { home, write, load } = createPlace();
    const global = write(join(home, '.config/wechatpay', name), mchidOf(1));
    expect((await load()).file).toBe(global);
    const nearer = write(join(home, '.wechatpayrc'), mchidOf(2));
    expect((await load()).file).toBe(nearer);
  });

  test('XDG_CONFIG_HOME moves the global folder; a relative one counts as unset', async () => {
    const { root, home, write, load } = createPlace();
    const moved = write(join(root, 'xdg/wechatpay/config.json'), mchidOf(1));
    const usual = write(join(home, '.config/wechatpay/config.json'), mchidOf(2));
    expect((await load({ XDG_CONFIG_HOME: join(root, 'xdg') })).file).toBe(moved);
    expect((await load({ XDG_CONFIG_HOME: 'xdg' })).file).toBe(usual);
  });

  test('a home that is no folder is no error', async () => {
    const { load } = createPlace();
    expect((await load({}, { home: '/dev/null' })).file).toBeUndefined();
  });

  test('the folders that were looked in are told', async () => {
    const { home, cwd, load } = createPlace();
    const { searched } = await load();
    expect(searched).toEqual([cwd, join(home, 'work'), home, join(home, '.config/wechatpay')]);
  });
});

describe('what is passed over', () => {
  test.each(['', ' \n', '# only a comment\n'])('a file without content (%j), with a warning', async (content) => {
    const { home, write, load } = createPlace();
    const empty = write('.wechatpayrc', content);
    const file = write(join(home, '.wechatpayrc'), MCHID);
    expect(await load()).toMatchObject({
      file,
      warnings: [{ en: `${empty} holds no configuration and was passed over` }],
    });
  });

  test.each(['{"name": "shop"}', '', '{"name": ', '{"wechatpay": null}'])(
    'a package.json that has nothing for us: %s',
    async (content) => {
      const { home, write, load } = createPlace();
      write('package.json', content);
      const file = write(join(home, '.wechatpayrc'), MCHID);
      expect(await load()).toMatchObject({ file, warnings: [] });
    },
  );

  test.runIf(process.getuid?.() !== 0)('no file that may not be read: that is an error', async () => {
    const { home, write, load } = createPlace();
    const file = write('.wechatpayrc', MCHID, 0o000);
    write(join(home, '.wechatpayrc'), MCHID);
    expect(await failure(load)).toMatchObject({ code: 'CONFIG_UNREADABLE', message: expect.stringContaining(file) });
  });
});

describe('a file named by --config or WECHATPAY_CONFIG', () => {
  test('is relative to the working directory, or absolute, or begins with ~/', async () => {
    const { home, write, load } = createPlace();
    write('.wechatpayrc', mchidOf(1));
    const file = write(join(home, 'keys/prod.conf'), 'mchid: "1900000002"\n');
    for (const configFile of ['../../keys/prod.conf', file, '~/keys/prod.conf']) {
      expect(await load({}, { configFile })).toMatchObject({ file, values: { mchid: '1900000002' }, searched: [] });
      expect((await load({ WECHATPAY_CONFIG: configFile })).file).toBe(file);
    }
  });

  test('--config wins over WECHATPAY_CONFIG, and an empty WECHATPAY_CONFIG counts as unset', async () => {
    const { write, load } = createPlace();
    const found = write('.wechatpayrc', mchidOf(1));
    const named = write('named.json', mchidOf(2));
    expect((await load({ WECHATPAY_CONFIG: 'missing.json' }, { configFile: 'named.json' })).file).toBe(named);
    expect((await load({ WECHATPAY_CONFIG: '' })).file).toBe(found);
  });

  test('that does not exist is an error that names the path as resolved, and who named it', async () => {
    const { cwd, write, load } = createPlace();
    write('.wechatpayrc', MCHID);
    const error = await failure(() => load({}, { configFile: 'prod.json' }));
    expect(error).toMatchObject({ type: 'config', code: 'CONFIG_NOT_FOUND' });
    expect(error.message).toBe(`the configuration file ${join(cwd, 'prod.json')}, named by --config, does not exist`);
    expect((await failure(() => load({ WECHATPAY_CONFIG: 'prod.json' }))).message).toContain('WECHATPAY_CONFIG');
  });

  test('that is a folder is told as such', async () => {
    const { cwd, load } = createPlace();
    const error = await failure(() => load({}, { configFile: '.' }));
    expect(error.message).toBe(`the configuration file ${cwd} cannot be read: expected a file, found a folder`);
  });

  test('may be empty, or a package.json with the key', async () => {
    const { write, load } = createPlace();
    const empty = write('empty.yaml', '');
    expect((await load({}, { configFile: 'empty.yaml' })).file).toBe(empty);
    write('package.json', '{"wechatpay": {"mchid": "1900000001"}}');
    expect((await load({}, { configFile: 'package.json' })).values.mchid).toBe('1900000001');
    write('other/package.json', '{"name": "shop"}');
    const error = await failure(() => load({}, { configFile: 'other/package.json' }));
    expect(error.message).toContain('has no key "wechatpay"');
  });
});

describe('nothing is ever executed', () => {
  const trap = (root: string) => `require('node:fs').writeFileSync(${JSON.stringify(join(root, 'executed'))}, '');`;
  const moduleTrap = (root: string) =>
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(join(root, 'executed'))}, ''); export default {};`;
  const executed = async (root: string) => (await import('node:fs')).existsSync(join(root, 'executed'));

  test.each(['.js', '.cjs', '.mjs', '.ts', '.mts', '.cts', '.tsx'])(
    '--config x%s is refused by name',
    async (extension) => {
      const { root, write, load } = createPlace();
      const file = write(`x${extension}`, extension === '.mjs' ? moduleTrap(root) : trap(root));
      const error = await failure(() => load({}, { configFile: `x${extension}` }));
      expect(error).toMatchObject({ type: 'config', code: 'CONFIG_NOT_DATA', message: expect.stringContaining(file) });
      expect(await executed(root)).toBe(false);
    },
  );

  test('.wechatpayrc.js and config.js are passed over, with a warning', async () => {
    const { root, home, write, load } = createPlace();
    const files = [
      write('.wechatpayrc.js', trap(root)),
      write(join(home, '.wechatpayrc.ts'), trap(root)),
      write(join(home, '.config/wechatpay/config.js'), trap(root)),
    ];
    const { file, warnings } = await load();
    expect(file).toBeUndefined();
    expect(warnings).toHaveLength(3);
    for (const one of files) expect(warnings.map(({ en }) => en).join('\n')).toContain(`${one} is not read`);
    expect(await executed(root)).toBe(false);
  });

  test.each([
    ['.config/config.js', ''],
    ['evil.js', '{"cosmiconfig": {"searchPlaces": ["evil.js"]}}'],
  ])("cosmiconfig's own configuration in the working directory is not followed: %s", async (name, manifest) => {
    const { root, cwd, write, load } = createPlace();
    write(name, trap(root));
    if (manifest) write('package.json', manifest);
    const before = process.cwd();
    process.chdir(cwd);
    try {
      expect((await load()).file).toBeUndefined();
    } finally {
      process.chdir(before);
    }
    expect(await executed(root)).toBe(false);
  });

  test.each(['$import: ./evil.js', '$import: [./evil.js]', '{"$import": "./evil.js"}'])(
    '%s is an unknown key, not an import',
    async (content) => {
      const { root, write, load } = createPlace();
      write('evil.js', trap(root));
      write('.wechatpayrc', content);
      const error = await failure(load);
      expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('$import: unknown key') });
      write('.wechatpayrc', '');
      writeFileSync(write('package.json', ''), '{"wechatpay": {"$import": "./evil.js"}}');
      expect(await failure(load)).toMatchObject({ code: 'CONFIG_INVALID' });
      expect(await executed(root)).toBe(false);
    },
  );
});
