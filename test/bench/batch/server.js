// Answers every order validly signed, in a process of its own; prints one line of JSON when it is ready.
// With a count, the answers for the orders bench-0 … are signed before that; without, each when it is asked for.
// Arguments: <folder with platform.pem> [count]
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';

const [folder = '.', count = '0'] = process.argv.slice(2);
const key = createPrivateKey(readFileSync(join(folder, 'platform.pem')));
const signed = promisify(sign);

const answer = async (number, openid, state = 'RECEIVING') => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = '5K8264ILTKCH16CQ2502SI8ZNMTM67VS';
  const body = `{"order_id":"17954048391406BA3E98CE478","out_order_no":"${number}","openid":"${openid}","max_claim_count":3,"claimed_count":0,"order_receive_time":"2026-11-23T11:33:59.140+08:00","order_receive_state":"${state}"}`;
  const signature = await signed('RSA-SHA256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), key);
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Request-ID': '08F78BB3AF0610D302189F8B9F3B20C5A9C5B505-0',
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': 'PUB_KEY_ID_0119000001092026112300000000',
    'Wechatpay-Signature': signature.toString('base64'),
  };
  return { headers, body };
};

const canned = new Map();
for (let at = 0; at < Number(count); at += 1) canned.set(`bench-${at}`, await answer(`bench-${at}`, 'oBench'));

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', async () => {
    // An order that is read back is in a final state.
    const isRead = request.method === 'GET';
    const order = isRead ? { out_order_no: request.url.split('/').at(-1), openid: 'oBench' } : JSON.parse(text);
    const { out_order_no: number, openid } = order;
    const { headers, body } = isRead
      ? await answer(number, openid, 'RECEIVED')
      : (canned.get(number) ?? (await answer(number, openid)));
    response.writeHead(200, headers);
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`);
});
// It ends with whoever started it, however that ends.
process.stdin.on('end', () => process.exit()).resume();
