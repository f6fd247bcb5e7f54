import { describe, expectTypeOf, it } from 'vitest';
import type { ClientResponse, CreateOrderRequest, InsuranceOrder, Qualification, WechatPay } from '../../src/index.js';

declare const wxpay: WechatPay;

describe('the chain is typed', () => {
  it('on the known paths, in every way of naming them', () => {
    const orders = wxpay.v3.hirePowerBank.insuranceOrders;
    expectTypeOf(orders.post).parameter(0).toHaveProperty('json').toEqualTypeOf<CreateOrderRequest>();
    expectTypeOf(orders.post).returns.resolves.toEqualTypeOf<ClientResponse<InsuranceOrder>>();
    expectTypeOf(orders.postAsync).toEqualTypeOf(orders.post);
    expectTypeOf(wxpay.chain('v3/hire-power-bank/insurance-orders').post).toEqualTypeOf(orders.post);
    expectTypeOf(wxpay.chain('/v3/hire-power-bank/insurance-orders').post).toEqualTypeOf(orders.post);
    expectTypeOf(wxpay['v3/hire-power-bank/insurance-orders'].post).toEqualTypeOf(orders.post);
  });

  it('on their placeholders', () => {
    const get = wxpay.v3.hirePowerBank.insuranceOrders._out_order_no_.get;
    expectTypeOf(get).parameter(0).toHaveProperty('out_order_no').toEqualTypeOf<string>();
    expectTypeOf(get).returns.resolves.toHaveProperty('data').toEqualTypeOf<InsuranceOrder>();
    expectTypeOf(wxpay.v3.hirePowerBank.userQualifications.$openid$.get)
      .returns.resolves.toHaveProperty('data')
      .toEqualTypeOf<Qualification>();
  });

  it('elsewhere: unknown, unless the caller says more', () => {
    expectTypeOf(wxpay.chain('v3/certificates').get).returns.resolves.toHaveProperty('data').toEqualTypeOf<unknown>();
    const typed = () => wxpay.chain('v3/certificates').get<{ data: string[] }>();
    expectTypeOf(typed).returns.resolves.toHaveProperty('data').toEqualTypeOf<{ data: string[] }>();
  });

  it('refuses what the API would refuse', () => {
    // @ts-expect-error: openid and notify_url are missing
    const a = () => wxpay.v3.hirePowerBank.insuranceOrders.post({ json: { out_order_no: '1' } });
    // @ts-expect-error: the placeholder is not filled
    const b = () => wxpay.v3.hirePowerBank.insuranceOrders._out_order_no_.get({});
    expectTypeOf(a).toBeFunction();
    expectTypeOf(b).toBeFunction();
  });
});
