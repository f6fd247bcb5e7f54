import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyMaterial, type Material } from '../../src/apiv3/material.js';
import { decodeBase64, findPem, isKeyMaterial, wrapPem } from '../../src/apiv3/pem.js';
import { sayMaterial } from '../../src/texts/material.js';
import { CERTIFICATE } from './certificate.vectors.js';
import { growth } from './helpers.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const certificate = new X509Certificate(CERTIFICATE);

/** Each form of key material, with the public key that it is or contains. */
const FORMS = [
  {
    name: 'PKCS#8',
    kind: 'private-key',
    pem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    expected: publicKey,
  },
  {
    name: 'PKCS#1 private',
    kind: 'private-key',
    pem: String(privateKey.export({ type: 'pkcs1', format: 'pem' })),
    expected: publicKey,
  },
  {
    name: 'SPKI',
    kind: 'public-key',
    pem: String(publicKey.export({ type: 'spki', format: 'pem' })),
    expected: publicKey,
  },
  {
    name: 'PKCS#1 public',
    kind: 'public-key',
    pem: String(publicKey.export({ type: 'pkcs1', format: 'pem' })),
    expected: publicKey,
  },
  { name: 'X.509', kind: 'certificate', pem: CERTIFICATE, expected: certificate.publicKey },
] as const;

const publicHalf = (material: Material) => {
  if (material.kind === 'certificate') return material.certificate.publicKey;
  if (material.kind === 'public-key') return material.key;
  return material.kind === 'private-key' ? createPublicKey(material.key) : undefined;
};

/** What editors, env files, hosts and people put where a line end was. */
const LINE_ENDS = {
  LF: '\n',
  CRLF: '\r\n',
  CR: '\r',
  'blanks for line ends': ' ',
  indentation: '\n    ',
  'blanks at line ends': '  \n',
  'empty lines': '\n\n',
  'escaped once': '\\n',
  'escaped twice': '\\\\n',
  'escaped CRLF': '\\r\\n',
  'escaped CRLF, twice': '\\\\r\\\\n',
  'no line ends': '',
};
const PREAMBLE = 'Bag Attributes\n    localKeyID: 01 02\nKey Attributes: <No Attributes>\n';

/** A PEM, a PEM as base64 once more, or base64 without armour. */
const SHAPES = {
  pem: (pem: string) => pem.trim(),
  'pem behind a preamble': (pem: string) => PREAMBLE + pem.trim(),
  'base64 of pem': (pem: string) => Buffer.from(pem).toString('base64').replace(/.{76}/g, '$&\n'),
  'bare base64': (pem: string) => pem.replace(/-----.+-----\n/g, '').trim(),
};

const dress = fc.record({
  shape: fc.constantFrom(...Object.values(SHAPES)),
  lineEnd: fc.constantFrom(...Object.values(LINE_ENDS)),
  quote: fc.constantFrom('', '"', "'"),
  bom: fc.constantFrom('', '\uFEFF'),
  end: fc.constantFrom('', '\n', '\r\n', ' '),
});

describe('key material in any dress', () => {
  test.each(FORMS)('$name', ({ kind, pem, expected }) => {
    fc.assert(
      fc.property(dress, ({ shape, lineEnd, quote, bom, end }) => {
        const dressed = bom + quote + shape(pem).replaceAll('\n', lineEnd) + quote + end;
        for (const input of [dressed, Buffer.from(dressed)]) {
          const material = classifyMaterial(input);
          expect(material.kind).toBe(kind);
          expect(publicHalf(material)?.equals(expected)).toBe(true);
        }
        expect(isKeyMaterial(dressed)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test.each(Object.entries(LINE_ENDS))('every shape with %s', (_, lineEnd) => {
    for (const { pem, expected } of FORMS) {
      for (const shape of Object.values(SHAPES)) {
        const material = classifyMaterial(shape(pem).replaceAll('\n', lineEnd));
        expect(publicHalf(material)?.equals(expected)).toBe(true);
      }
    }
  });
});

describe('findPem', () => {
  const pem = FORMS[0].pem;

  test('gives the standard form', () => {
    expect(findPem(`  ${pem.replaceAll('\n', '\r\n    ')}`)).toEqual([{ label: 'PRIVATE KEY', pem }]);
    expect(findPem(pem.replaceAll('\n', ' '))).toEqual([{ label: 'PRIVATE KEY', pem }]);
  });

  test('finds every block, in order', () => {
    const blocks = [
      { label: 'CERTIFICATE', pem: CERTIFICATE },
      { label: 'PRIVATE KEY', pem },
    ];
    expect(findPem(CERTIFICATE + pem)).toEqual(blocks);
    expect(findPem(`${PREAMBLE}${CERTIFICATE}${PREAMBLE}${pem}`)).toEqual(blocks);
    expect(findPem(Buffer.from(CERTIFICATE + pem).toString('base64'))).toEqual(blocks);
  });

  test('does not take the end of one block for the end of another', () => {
    const cut = pem.replace(/-----END.*\n/, '');
    expect(findPem(cut + CERTIFICATE)).toEqual([{ label: 'CERTIFICATE', pem: CERTIFICATE }]);
    expect(findPem(cut + pem)).toEqual([{ label: 'PRIVATE KEY', pem }]);
  });

  test.each(Object.entries(LINE_ENDS).filter(([, lineEnd]) => lineEnd !== ''))(
    'keeps the headers of an old encrypted key apart from its content: %s',
    (_, lineEnd) => {
      const encrypted = String(
        privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
      );
      expect(encrypted).toContain('Proc-Type: 4,ENCRYPTED\n');
      expect(findPem(encrypted.trim().replaceAll('\n', lineEnd))).toEqual([
        { label: 'RSA PRIVATE KEY', pem: encrypted },
      ]);
    },
  );

  test.each(['', 'hello', '-----BEGIN PRIVATE KEY-----', pem.replace(/-----END.*\n/, ''), './key.pem'])(
    'finds nothing in %j',
    (text) => {
      expect(findPem(text)).toEqual([]);
    },
  );

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => findPem(text).length === 0));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => findPem(Buffer.from(bytes).toString('base64')).length === 0));
  });
});

describe('wrapPem and decodeBase64', () => {
  test('undo one another', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const { pem } = wrapPem('X', Buffer.from(bytes).toString('base64'));
        expect(findPem(pem)).toEqual([{ label: 'X', pem }]);
        expect(decodeBase64(pem.split('\n').slice(1, -2).join('\r\n'))?.equals(bytes)).toBe(true);
      }),
    );
  });

  test.each(['', '   ', 'a.b', 'a=b', '键'])('%j is no base64', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});

describe('a path is not key material', () => {
  test.each([
    './apiclient_key.pem',
    '/etc/wechatpay/apiclient_key',
    'C:\\keys\\apiclient_key.pem',
    'keys/apiclient_key',
    `/${'a-long-folder-name/'.repeat(30)}apiclient_key.pem`,
    '证书/私钥',
    '',
  ])('%s', (path) => {
    expect(isKeyMaterial(path)).toBe(false);
  });

  test.each(FORMS)('base64 of a key is, even of the shortest: $name', ({ pem }) => {
    expect(isKeyMaterial(SHAPES['bare base64'](pem).replaceAll('\n', ''))).toBe(true);
  });

  test('a damaged PEM still is: it would make no file name', () => {
    expect(isKeyMaterial('-----BEGIN PRIVATE KEY-----\nMIIE')).toBe(true);
  });
});

describe('the time for text that is made to be slow grows with its length, not with the square of it', () => {
  const bodies = {
    backslashes: (size: number) => '\\'.repeat(size),
    'backslashes and r': (size: number) => '\\r'.repeat(size / 2),
    'a quote and backslashes': (size: number) => `"${'\\'.repeat(size)}`,
    'BEGIN lines without END': (size: number) => '-----BEGIN A-----'.repeat(size / 17),
    'BEGIN lines with different labels': (size: number) =>
      Array.from({ length: size / 24 }, (_, index) => `-----BEGIN A${index}-----`).join(''),
    dashes: (size: number) => '-'.repeat(size),
    'BEGIN and a label without end': (size: number) => `-----BEGIN ${'A'.repeat(size)}`,
    blanks: (size: number) => ` x${' '.repeat(size)}x`,
    'the head of an old encrypted key': (size: number) =>
      `-----BEGIN A-----${'Proc-Type: 4,ENCRYPTED DEK-Info: '.repeat(size / 33)}-----END A-----`,
    'base64 with a bad end': (size: number) => `${'A'.repeat(size)}!`,
  };

  test.each(Object.entries(bodies))('%s', (_, make) => {
    for (const run of [classifyMaterial, isKeyMaterial, (text: string) => classifyMaterial(Buffer.from(text))]) {
      expect(growth(run, make, 20_000)).toBeLessThan(45);
    }
  });

  test('what is longer than 1 MiB is not looked into', () => {
    const text = `${' '.repeat(1024 * 1024)}${CERTIFICATE}`;
    expect(findPem(text)).toEqual([]);
    for (const input of [text, Buffer.from(text)]) {
      expect(classifyMaterial(input)).toEqual({ kind: 'unknown', found: sayMaterial('tooLarge') });
    }
  });
});
