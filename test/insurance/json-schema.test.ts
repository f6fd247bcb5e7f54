import { describe, expect, test } from 'vitest';
import { CALL_NAMES, CALLS } from '../../src/insurance/api.js';
import { callSchemas } from '../../src/insurance/json-schema.js';
import { RESPONSES } from '../../src/insurance/schema.js';

describe('the JSON Schemas of a call', () => {
  test('tell type, limits and meaning of a field', () => {
    const { request } = callSchemas('createOrder', 'en');
    expect(request).toMatchObject({
      type: 'object',
      required: ['out_order_no', 'openid', 'notify_url'],
      additionalProperties: false,
      properties: { openid: { type: 'string', maxLength: 128, description: "the user under the merchant's appid" } },
    });
    expect(callSchemas('getQualification', 'zh').response).toMatchObject({
      properties: { qualified_user: { type: 'boolean', description: '用户可否领取' } },
    });
  });

  test.each(CALL_NAMES)('%s: every field of the response has a type and a meaning', (name) => {
    const { request, response } = callSchemas(name, 'zh');
    const properties = Object.entries(response.properties ?? {});
    expect(properties.map(([field]) => field)).toEqual(Object.keys(RESPONSES[CALLS[name].response].shape));
    for (const [, property] of properties) {
      expect(property).toMatchObject({
        type: expect.any(String),
        description: expect.stringMatching(/\p{Script=Han}/u),
      });
    }
    expect(request === undefined).toBe(!('request' in CALLS[name]));
  });

  test('a field that is passed on unjudged is told as documented', () => {
    expect(callSchemas('getOrder', 'en').response).toMatchObject({
      properties: { claimed_count: { type: 'integer' }, order_begin_time: { type: 'string' } },
    });
  });
});
