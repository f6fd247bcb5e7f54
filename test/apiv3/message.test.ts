import { describe, expect, test } from 'vitest';
import { requestMessage, responseMessage } from '../../src/apiv3/message.js';

const head = { timestamp: 1554208460, nonce: '593BEC0C930BF1AFEB40B4A08C8FB242' };

describe('requestMessage', () => {
  test('is five lines, the last one ended too', () => {
    const message = requestMessage({ ...head, method: 'POST', target: '/v3/a?b=c', body: Buffer.from('{"a":1}') });
    expect(message.toString()).toBe('POST\n/v3/a?b=c\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n{"a":1}\n');
  });

  test('keeps the line of an empty body', () => {
    const message = requestMessage({ ...head, method: 'GET', target: '/v3/a', body: Buffer.alloc(0) });
    expect(message.toString()).toBe('GET\n/v3/a\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n');
  });

  test('the body goes in byte for byte, whatever the bytes are', () => {
    const body = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0x0d, 0x0a]);
    const message = requestMessage({ ...head, method: 'POST', target: '/', body });
    expect(message.subarray(-body.length - 1)).toEqual(Buffer.concat([body, Buffer.from('\n')]));
  });

  test('text outside ASCII is UTF-8', () => {
    const message = requestMessage({ ...head, method: 'POST', target: '/', body: Buffer.from('实') });
    expect(message.subarray(-4).toString('hex')).toBe('e5ae9e0a');
  });
});

describe('responseMessage', () => {
  test('is three lines, the last one ended too', () => {
    expect(responseMessage({ ...head, body: Buffer.from('{}') }).toString()).toBe(
      '1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n{}\n',
    );
  });

  test('keeps the line of the empty body of a 204', () => {
    expect(responseMessage({ ...head, body: Buffer.alloc(0) }).toString()).toBe(
      '1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n',
    );
  });

  test('neither a BOM nor a line end of the body is touched', () => {
    const body = Buffer.from('\uFEFF{}\r\n');
    expect(responseMessage({ ...head, body }).subarray(-body.length - 1, -1)).toEqual(body);
  });
});
