import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sameKeyPair } from '../../../src/apiv3/keys.js';
import { verifyResponse } from '../../../src/apiv3/verify-response.js';
import { ConfigError } from '../../../src/errors.js';
import { createFolderStore, type StoredOrder } from '../../../src/sandbox/api/order-store.js';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.js';
import { exchange } from '../helpers/call.js';
import { get, newNumber, orderBody, post } from '../helpers/orders.js';
import { dataDirLike, mode, start, temporaryFolder } from '../helpers/temporary.js';

let shared: string;

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'wxpay-test-'));
  const sandbox = await startSandbox({ dataDir: shared, mode: 'certificate' });
  await sandbox.close();
});
afterAll(() => rm(shared, { recursive: true, force: true }));

const HOSTILE =
  '{"order_id":"i","created_at":1e300,"received_at":1e300,"request":{"out_order_no":"x","openid":"o","notify_url":"u"}}';

const identity = ({ config, credentials }: Sandbox) => ({
  serial: credentials.serial,
  ids: credentials.keyRing.ids,
  apiv3Key: config.apiv3Key,
});

describe('keys', () => {
  it('are the same for sandboxes that start at once in a new folder, and private', async () => {
    const dataDir = join(await temporaryFolder(), 'new', 'folder');
    const racers = await Promise.all([
      start({ dataDir, mode: 'certificate' }),
      start({ dataDir, mode: 'certificate' }),
    ]);
    const [one, two] = racers;
    if (!one || !two) throw new Error('two sandboxes were started');
    expect(identity(one)).toEqual(identity(two));
    expect(sameKeyPair(one.credentials.privateKey, two.credentials.privateKey)).toBe(true);
    // A client of one is understood by the other, and understands it.
    const answer = await get({ ...one, url: two.url }, 'nothing');
    expect(answer.status).toBe(404);
    const { headers, body } = answer;
    expect(verifyResponse({ headers, body, keyRing: one.credentials.keyRing, now: Date.now() }).ok).toBe(true);
    expect((await readdir(dataDir)).filter((name) => name.includes('draft'))).toEqual([]);
    // And nobody but their owner can read them.
    for (const name of ['', 'keys', 'platform', 'orders']) expect(await mode(join(dataDir, name))).toBe('700');
    const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
    const secrets = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    expect(secrets.filter((file) => !file.endsWith('.wechatpayrc.json'))).toHaveLength(6);
    for (const file of secrets) expect(await mode(file)).toBe('600');
  });

  it('are made on first use only', async () => {
    const dataDir = await dataDirLike(shared);
    const before = await start({ dataDir });
    const first = identity(before);
    await before.close();
    expect(identity(await start({ dataDir }))).toEqual(first);
  });

  it('of the platform are made for certificate mode only', async () => {
    const dataDir = await dataDirLike(shared);
    await rm(join(dataDir, 'platform'), { recursive: true });
    await start({ dataDir });
    expect(await readdir(dataDir)).not.toContain('platform');
  });

  it.each(['keys/identity.json', 'keys/apiclient_key.pem', 'keys/pub_key.pem', 'platform/platform_cert.pem'])(
    'that are damaged are an error that names the file: %s',
    async (name) => {
      const dataDir = await dataDirLike(shared);
      await writeFile(join(dataDir, name), '{}');
      const starting = startSandbox({ dataDir, mode: 'certificate' });
      await expect(starting).rejects.toThrow(ConfigError);
      await expect(starting).rejects.toThrow(join(dataDir, name));
    },
  );
});

describe('orders', () => {
  it('outlive a restart, with the state that they had', async () => {
    const dataDir = await dataDirLike(shared);
    let clock = Date.now();
    const now = () => clock;
    const before = await start({ dataDir, now, receiveAfter: 1000 });
    const body = orderBody();
    const created = await post(before, body, { now: clock });
    clock += 1000;
    const received = await get(before, body.out_order_no, { now: clock });
    expect(received.json).toMatchObject({ order_receive_state: 'RECEIVED' });
    await before.close();

    const after = await start({ dataDir, now, receiveAfter: 3_600_000 });
    expect((await get(after, body.out_order_no, { now: clock })).json).toEqual(received.json);
    const again = await post(after, body, { now: clock });
    expect(again.status).toBe(200);
    expect(Object(again.json).order_id).toBe(Object(created.json).order_id);
    expect((await post(after, { ...body, openid: 'oOther' }, { now: clock })).status).toBe(400);
  });

  it('of one number cannot be made by two processes', async () => {
    const dataDir = await dataDirLike(shared);
    const [one, two] = [await start({ dataDir }), await start({ dataDir })];
    for (let round = 0; round < 20; round += 1) {
      const body = orderBody();
      const answers = await Promise.all([
        post(one, { ...body, openid: 'oOne' }),
        post(two, { ...body, openid: 'oTwo' }),
        post(one, { ...body, openid: 'oThree' }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
      const winner = answers.find(({ status }) => status === 200);
      expect((await get(two, body.out_order_no)).json).toEqual(winner?.json);
    }
  });

  it('are told apart by upper and lower case, in files whose names any file system can hold', async () => {
    const dataDir = await dataDirLike(shared);
    const sandbox = await start({ dataDir });
    const number = newNumber();
    for (const out_order_no of [`a|*${number}`, `A|*${number}`]) {
      expect((await post(sandbox, orderBody({ out_order_no }))).status).toBe(200);
    }
    const names = await readdir(join(dataDir, 'orders'));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(2);
    for (const name of names) {
      expect(name).toMatch(/^[0-9a-f]+\.json$/);
      expect(await mode(join(dataDir, 'orders', name))).toBe('600');
    }
  });

  it('in a file that is damaged are a 500 that names the file, and are left out of the list', async () => {
    const dataDir = await dataDirLike(shared);
    const sandbox = await start({ dataDir });
    const body = orderBody();
    await post(sandbox, body);
    const file = join(dataDir, 'orders', `${Buffer.from(body.out_order_no).toString('hex')}.json`);
    await writeFile(file, '{"order_id":');
    const answer = await get(sandbox, body.out_order_no);
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({ code: 'SYSTEM_ERROR', detail: { issue: expect.stringContaining(file) } });
    const good = orderBody();
    await post(sandbox, good);
    const { status, json } = await exchange(sandbox.url, { target: '/__sandbox/orders' });
    expect({ status, json }).toMatchObject({
      status: 200,
      json: {
        orders: [{ out_order_no: good.out_order_no }],
        damaged: [{ file, problem: expect.stringContaining('damaged') }],
      },
    });
  });

  it.each([
    ['a pipe', (file: string) => execFileSync('mkfifo', [file])],
    ['a symbolic link', (file: string) => symlinkSync('/etc/hostname', file)],
    ['a folder', (file: string) => mkdirSync(file)],
    ['a large file', (file: string) => writeFileSync(file, 'x'.repeat(100_000))],
    ['times beyond all dates', (file: string) => writeFileSync(file, HOSTILE)],
    ['another order', (file: string) => writeFileSync(file, HOSTILE.replace('1e300', '1'))],
    ['deep JSON', (file: string) => writeFileSync(file, '['.repeat(50_000))],
  ])('in %s are named and skipped, at once', async (_, make) => {
    const dataDir = await dataDirLike(shared);
    const sandbox = await start({ dataDir });
    const file = join(dataDir, 'orders', `${Buffer.from('hostile').toString('hex')}.json`);
    make(file);
    const listed = await exchange(sandbox.url, { target: '/__sandbox/orders', timeout: 2000 });
    expect(listed).toMatchObject({ status: 200, json: { orders: [], damaged: [{ file }] } });
  });

  it('can be changed by two sandboxes over one folder at the same time, and no change is lost', async () => {
    const dataDir = await dataDirLike(shared);
    const stores = await Promise.all([createFolderStore(dataDir), createFolderStore(dataDir)]);
    const [first] = stores;
    const moment = { created_at: 1, received_at: 1 };
    const request = { out_order_no: 'n', openid: 'o', notify_url: 'https://example.com/' };
    await first?.add({ order_id: 'id', ...moment, request });
    const add = (store: (typeof stores)[number]) =>
      store.update('n', ({ claimed_count = 0 }) => ({ claimed_count: claimed_count + 1 }));
    await Promise.all(Array.from({ length: 40 }, (_, index) => add(stores[index % 2 === 0 ? 0 : 1])));
    expect(await first?.get('n')).toMatchObject({ claimed_count: 40 });
  });

  it('can be changed by many although a process was killed while it changed them, and no change is lost', async () => {
    const dataDir = await temporaryFolder();
    const store = await createFolderStore(dataDir);
    const request = { out_order_no: 'n', openid: 'o', notify_url: 'https://example.com/' };
    await store.add({ order_id: 'id', created_at: 1, received_at: 1, request });
    const lock = join(dataDir, `${Buffer.from('n').toString('hex')}.json.lock`);
    const yesterday = new Date(Date.now() - 86_400_000);
    for (let round = 1; round <= 3; round += 1) {
      await writeFile(lock, '');
      await utimes(lock, yesterday, yesterday);
      const add = () => store.update('n', ({ claimed_count = 0 }) => ({ claimed_count: claimed_count + 1 }));
      await Promise.all(Array.from({ length: 10 }, add));
      expect(await store.get('n')).toMatchObject({ claimed_count: 10 * round });
    }
    // Nobody may remove a lock once a process was killed while it did so: which files to delete is said.
    for (const file of [lock, `${lock}.stale`]) {
      await writeFile(file, '');
      await utimes(file, yesterday, yesterday);
    }
    await expect(store.update('n', () => ({}))).rejects.toMatchObject({
      code: 'BAD_SANDBOX_DATA',
      hint: expect.stringMatching(/^Delete both:\nrm /),
    });
  });
});

describe('the folder', () => {
  it.each([0o777, 0o770, 0o707])('that others may write to (%o) is refused', async (permissions) => {
    const dataDir = await temporaryFolder();
    await chmod(dataDir, permissions);
    const starting = startSandbox({ dataDir });
    await expect(starting).rejects.toMatchObject({ type: 'config', code: 'BAD_SANDBOX_DATA' });
    await expect(starting).rejects.toThrow('can be written to by other users');
    expect(await readdir(dataDir)).toEqual([]);
  });

  it.runIf(userInfo().uid === 0)('of another user is refused', async () => {
    const dataDir = await temporaryFolder();
    await chown(dataDir, 12_345, 12_345);
    // Root is trusted by everybody, but trusts nobody else.
    await expect(startSandbox({ dataDir })).rejects.toThrow('belongs to another user (uid 12345)');
  });
});

describe('the store of orders in a folder', () => {
  const order = (out_order_no: string, order_id: string, created_at = 1): StoredOrder => ({
    order_id,
    created_at,
    received_at: created_at + 1,
    request: { out_order_no, openid: 'o', notify_url: 'https://example.com/' },
  });

  it('gives a number to one of many that want it at once, and shows no half-written file', async () => {
    const folder = join(await temporaryFolder(), 'orders');
    const stores = [await createFolderStore(folder), await createFolderStore(folder)];
    for (let round = 0; round < 50; round += 1) {
      const number = `n${round}`;
      const added = stores.flatMap((store, s) => [0, 1].map((i) => store.add(order(number, `${s}${i}`))));
      const read = stores.flatMap((store) => [store.get(number), store.get(number), store.list()]);
      const winners = await Promise.all(added);
      await Promise.all(read);
      expect(new Set(winners.map(({ order_id }) => order_id)).size).toBe(1);
      expect(await stores[0]?.get(number)).toEqual(winners[0]);
    }
    expect((await readdir(folder)).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  it('lists orders by their age', async () => {
    const store = await createFolderStore(await temporaryFolder());
    for (const [number, created] of [
      ['a', 3],
      ['b', 1],
      ['c', 2],
    ] as const)
      await store.add(order(number, number, created));
    expect((await store.list()).orders.map(({ order_id }) => order_id)).toEqual(['b', 'c', 'a']);
  });
});
