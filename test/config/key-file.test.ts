import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKeyContent } from '../../src/config/key-file.js';
import type { Source } from '../../src/config/source.js';
import { createPlace, everythingOf, failure } from './helpers.js';

const VARIABLE: Source = { kind: 'environment', name: 'WECHATPAY_PRIVATE_KEY' };
const PEM = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n';

const text = ({ content }: { content: string | Uint8Array }) => Buffer.from(content).toString();

describe('a path is taken for a path', () => {
  test('relative to the folder of the file that names it', async () => {
    const { root, cwd, home, write } = createPlace();
    const path = write(join(root, 'etc/keys/key.pem'), PEM);
    const source: Source = {
      kind: 'file',
      file: join(root, 'etc/.wechatpayrc'),
      key: 'privateKey',
      name: 'privateKey',
      searched: false,
    };
    const found = await readKeyContent('keys/key.pem', source, { cwd, home });
    expect(found).toMatchObject({ path, name: `${join(root, 'etc/.wechatpayrc')}: privateKey (${path})` });
    expect(text(found)).toBe(PEM);
  });

  test('relative to the working directory in a variable; absolute; or with ~/', async () => {
    const { cwd, home, write } = createPlace();
    const path = write(join(home, 'keys/key.pem'), PEM);
    for (const value of ['../../keys/key.pem', path, '~/keys/key.pem', ` ${path}\n`]) {
      const found = await readKeyContent(value, VARIABLE, { cwd, home });
      expect(found).toMatchObject({ path, name: `WECHATPAY_PRIVATE_KEY (${path})` });
    }
  });

  test('whatever its name, if there is such a file', async () => {
    const { cwd, home, write } = createPlace();
    const name = 'certs/wechatpay_5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
    const path = write(name, PEM);
    expect(await readKeyContent(name, VARIABLE, { cwd, home })).toMatchObject({ path });
  });

  test('a missing file, a folder and one that is too large are told apart, each with the path as resolved', async () => {
    const { cwd, home, write } = createPlace();
    mkdirSync(join(cwd, 'folder.d'));
    write('huge.pem', Buffer.alloc(1024 * 1024 + 1));
    write('file.pem', PEM);
    const messageOf = async (value: string) =>
      (await failure(() => readKeyContent(value, VARIABLE, { cwd, home }))).message;
    expect(await messageOf('none.pem')).toBe(`WECHATPAY_PRIVATE_KEY (${cwd}/none.pem): the file does not exist`);
    expect(await messageOf('file.pem/x.pem')).toBe(
      `WECHATPAY_PRIVATE_KEY (${cwd}/file.pem/x.pem): the file does not exist`,
    );
    expect(await messageOf('folder.d')).toBe(
      `WECHATPAY_PRIVATE_KEY (${cwd}/folder.d): expected a file, found a folder`,
    );
    expect(await messageOf('huge.pem')).toBe(
      `WECHATPAY_PRIVATE_KEY (${cwd}/huge.pem): the file has more than 1 MiB, which is not a key`,
    );
  });

  test.runIf(process.platform !== 'win32')('a pipe, a device and a loop of links are refused at once', async () => {
    const { cwd, home } = createPlace();
    execFileSync('mkfifo', [join(cwd, 'pipe.pem')]);
    symlinkSync(join(cwd, 'b.pem'), join(cwd, 'a.pem'));
    symlinkSync(join(cwd, 'a.pem'), join(cwd, 'b.pem'));
    const messageOf = async (value: string) =>
      (await failure(() => readKeyContent(value, VARIABLE, { cwd, home }))).message;
    expect(await messageOf('pipe.pem')).toContain('expected a file, found a pipe');
    expect(await messageOf('/dev/zero')).toContain('expected a file, found a device');
    expect(await messageOf('a.pem')).toContain('cannot be read: its symbolic links lead in a circle');
  });

  test.runIf(process.getuid?.() !== 0)('a file without permission is told as such', async () => {
    const { cwd, home, write } = createPlace();
    chmodSync(write('key.pem', PEM), 0o000);
    const error = await failure(() => readKeyContent('key.pem', VARIABLE, { cwd, home }));
    expect(error).toMatchObject({ code: 'KEY_FILE_UNREADABLE', message: expect.stringContaining('no permission') });
  });
});

describe('a value that holds the key itself', () => {
  test.each([PEM, PEM.replaceAll('\n', '\\n'), 'MIIEvQIBADANBgkq'.repeat(30)])(
    'is taken as it is: %#',
    async (value) => {
      const { cwd, home } = createPlace();
      expect(await readKeyContent(value, VARIABLE, { cwd, home })).toEqual({
        content: value,
        name: 'WECHATPAY_PRIVATE_KEY',
      });
    },
  );

  test.each([
    ['a PEM without its first line', 'c3VwZXJzZWNyZXQ\n-----END PRIVATE KEY-----'],
    ['one line of a PEM', 'c3VwZXJzZWNyZXQc3VwZXJzZWNyZXQc3VwZXJzZWNyZXQ'],
    ['an APIv3 key', 'c3VwZXJzZWNyZXQc3VwZXJzZWNyZXQ12'],
    ['a short password', 'hunter2'],
    ['a password with a slash', 'c3Vw/ZXJ+zZWN=='],
    ['base64 that begins like a path', '/9s3VwZXJzZWNyZXQc3VwZXJz'],
    ['blanks', ' \n '],
    ['a path longer than any', `/${'a/'.repeat(3000)}key.pem`],
    ['ten million backslashes', '\\'.repeat(10_000_000)],
    ['several lines', 'c3VwZXJzZWNyZXQ\nc3VwZXJzZWNyZXQ'],
    ['something very long', `c3VwZXJzZWNyZXQ.${'x'.repeat(300)}`],
  ])('%s is refused without showing it', async (_, value) => {
    const { cwd, home } = createPlace();
    const error = await failure(() => readKeyContent(value, VARIABLE, { cwd, home }));
    expect(error).toMatchObject({ type: 'config', code: 'BAD_KEY' });
    expect(error.message).toContain('WECHATPAY_PRIVATE_KEY: expected a path or a PEM');
    for (const secret of ['c3VwZXJzZWNyZXQ', value.trim() || 'c3VwZXJ'])
      expect(everythingOf(error)).not.toContain(secret);
  });
});
