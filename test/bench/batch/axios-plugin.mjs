// The same orders with the library of wechatpay-axios-plugin, which verifies too.
// Arguments: <folder with the keys> <url> <count> <concurrency>
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { Wechatpay } from 'wechatpay-axios-plugin';

const [folder, baseURL, count, concurrency] = process.argv.slice(2);
// Everything in one object: what is not in it is WeChat Pay's own host, which no bench may reach.
const wxpay = new Wechatpay({
  mchid: '1900000109',
  serial: '3775B6A45ACD588826D15E583A95F5DD00000000',
  privateKey: readFileSync(join(folder, 'merchant.pem')),
  certs: { PUB_KEY_ID_0119000001092026112300000000: readFileSync(join(folder, 'platform.pub.pem')) },
  baseURL,
  httpAgent: new Agent({ keepAlive: true, maxSockets: Number(concurrency) }),
});
if (wxpay.client.v3.defaults.baseURL !== baseURL) throw new Error('only this machine may be reached');

let next = 0;
const work = async () => {
  while (next < Number(count)) {
    const number = `bench-${next}`;
    next += 1;
    const { data } = await wxpay.v3.hirePowerBank.insuranceOrders.post({
      out_order_no: number,
      openid: 'oBench',
      notify_url: 'https://example.com/notify',
    });
    if (data.out_order_no !== number) throw new Error(`${number} got the answer of ${data.out_order_no}`);
  }
};
await Promise.all(Array.from({ length: Number(concurrency) }, work));
