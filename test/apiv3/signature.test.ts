import { createHook } from 'node:async_hooks';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestMessage, responseMessage } from '../../src/apiv3/message.js';
import { encodeQuery, fillPath } from '../../src/apiv3/path.js';
import { signMessage, verifyMessage } from '../../src/apiv3/signature.js';
import { createWorkshop, flipBit, hasOpenssl, nodeSignature, type Workshop } from './helpers.js';
import { ANSWER_HEAD, BODIES, GET_VECTOR, POST_TARGET, PUBLIC_KEY, REQUEST_HEAD } from './signature.vectors.js';

const vectorKey = createPublicKey(PUBLIC_KEY);
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

const request = (body: Uint8Array) => requestMessage({ ...REQUEST_HEAD, method: 'POST', target: POST_TARGET, body });

describe('signatures that openssl made', () => {
  test.each(BODIES)('a request and a response with a body that is: $name', (vector) => {
    expect(verifyMessage(request(vector.body), vector.request, vectorKey)).toBe(true);
    expect(verifyMessage(responseMessage({ ...ANSWER_HEAD, body: vector.body }), vector.answer, vectorKey)).toBe(true);
  });

  test('a GET whose path and query needed encoding', () => {
    const path = fillPath('v3/hire-power-bank/insurance-orders/{no}', { no: 'a|b*c_d-e' });
    const target = path + encodeQuery([['x', "值 '"]]);
    expect(target).toBe(GET_VECTOR.target);
    const message = requestMessage({ ...REQUEST_HEAD, method: 'GET', target, body: Buffer.alloc(0) });
    expect(verifyMessage(message, GET_VECTOR.signature, vectorKey)).toBe(true);
  });

  test.each(BODIES.filter(({ body }) => body.length > 0))(
    'one bit changed in a body that is: $name',
    ({ body, ...vector }) => {
      for (const bit of [0, body.length * 4, body.length * 8 - 1]) {
        const altered = flipBit(body, bit);
        expect(verifyMessage(request(altered), vector.request, vectorKey)).toBe(false);
        expect(verifyMessage(responseMessage({ ...ANSWER_HEAD, body: altered }), vector.answer, vectorKey)).toBe(false);
      }
    },
  );

  test('one line of the message changed', () => {
    const [vector] = BODIES;
    const parts = { ...REQUEST_HEAD, method: 'POST', target: POST_TARGET, body: vector.body };
    for (const change of [
      { method: 'GET' },
      { target: `${POST_TARGET}/` },
      { timestamp: 1554208461 },
      { nonce: 'x' },
    ]) {
      expect(verifyMessage(requestMessage({ ...parts, ...change }), vector.request, vectorKey)).toBe(false);
    }
  });
});

describe.skipIf(!hasOpenssl)('signing as openssl does', () => {
  let shop: Workshop;
  beforeAll(() => {
    shop = createWorkshop();
    shop.openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'key.pem');
  });
  afterAll(() => shop.remove());

  test.each(BODIES)('byte for byte, over a body that is: $name', async ({ body }) => {
    shop.write('message', request(body));
    shop.openssl('dgst', '-sha256', '-sign', 'key.pem', '-out', 'signature', 'message');
    const signature = await signMessage(request(body), createPrivateKey(shop.text('key.pem')));
    expect(signature).toBe(shop.read('signature').toString('base64'));
  });
});

describe('signMessage and verifyMessage', () => {
  test('verify what was signed, over any bytes, and nothing that differs in one bit', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.nat(), async (bytes, bit) => {
        const signature = await signMessage(bytes, privateKey);
        expect(verifyMessage(bytes, signature, publicKey)).toBe(true);
        expect(verifyMessage(flipBit(bytes, bit), signature, publicKey)).toBe(false);
        expect(verifyMessage(bytes, signature, stranger.publicKey)).toBe(false);
      }),
    ));

  test('signing runs on the thread pool, not on the thread of the caller', async () => {
    const signing = new Set<number>();
    const calledBack: number[] = [];
    // Signing at once has the same kind of resource, but is never called back from the pool.
    const hook = createHook({
      init: (id, type) => void (type === 'SIGNREQUEST' && signing.add(id)),
      before: (id) => void (signing.has(id) && calledBack.push(id)),
    }).enable();
    await signMessage(Buffer.from('x'), privateKey);
    hook.disable();
    expect(calledBack).toHaveLength(1);
  });

  test('signing with a public key is an error', async () => {
    await expect(signMessage(Buffer.from('x'), publicKey)).rejects.toThrow();
  });
});

describe('a signature in any other spelling is refused', () => {
  const message = Buffer.from('message');
  const signature = nodeSignature(message, privateKey);

  test.each([
    ['nothing', ''],
    ['a newline at the end', `${signature}\n`],
    ['a newline within', `${signature.slice(0, 64)}\n${signature.slice(64)}`],
    ['a blank before', ` ${signature}`],
    ['garbage that base64 decoders skip', `${signature.slice(0, 9)}!${signature.slice(9)}`],
    ['no padding', signature.replace(/=+$/, '')],
    ['something after the padding', `${signature}AAAA`],
    ['cut short', signature.slice(0, -4)],
    ['hex', Buffer.from(signature, 'base64').toString('hex')],
  ])('%s', (_, spelling) => {
    expect(verifyMessage(message, signature, publicKey)).toBe(true);
    expect(verifyMessage(message, spelling, publicKey)).toBe(false);
  });

  test('the alphabet of URLs', () => {
    // Not every signature has a character in which the two alphabets differ.
    const messages = Array.from({ length: 20 }, (_, index) => Buffer.from(`${index}`));
    const differing = messages.filter((each) => /[+/]/.test(nodeSignature(each, privateKey)));
    expect(differing.length).toBeGreaterThan(0);
    for (const each of differing) {
      const spelling = nodeSignature(each, privateKey).replaceAll('+', '-').replaceAll('/', '_');
      expect(verifyMessage(each, spelling, publicKey)).toBe(false);
    }
  });

  test('a key that cannot verify at all: false, never an error', () => {
    expect(verifyMessage(message, signature, generateKeyPairSync('x25519').publicKey)).toBe(false);
    expect(verifyMessage(message, signature, generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)).toBe(false);
  });

  test('any text: false, never an error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !verifyMessage(message, text, publicKey)));
    fc.assert(
      fc.property(
        fc.uint8Array(),
        (bytes) => !verifyMessage(message, Buffer.from(bytes).toString('base64'), publicKey),
      ),
    );
  });
});
