import { describe, expect, test } from 'vitest';
import { CODES, findAdvice, NUMBERS, requestIdCode } from '../../src/apiv3/error-codes.js';

describe('findAdvice', () => {
  test.each([
    ['PARAM_ERROR', '参数错误'],
    ['INVALID_REQUEST', 'APIv3 规则'],
    ['SIGN_ERROR', '签名验证不通过'],
    ['NOAUTH', '商户不支持领取隔夜保险'],
    ['NO_AUTH', '商户不支持领取隔夜保险'],
    ['RESOURCE_NOT_EXISTS', '订单不存在'],
    ['RATELIMIT_EXCEEDED', '请求频率超过限制'],
    ['FREQUENCY_LIMITED', '请求频率超过限制'],
    ['RATELIMIT_EXCEED', '请求频率超过限制'],
    ['SYSTEM_ERROR', '系统异常'],
    ['SYSTEMERROR', '系统异常'],
  ])('every documented code: %s', (code, meaning) => {
    expect(findAdvice(code)?.zh.meaning).toContain(meaning);
  });

  test.each([
    ['268443699', '签名'],
    ['268447840', '请求频率超过限制'],
    ['268435461', '参数非法'],
    ['270924358', '参数中含有非法的额外参数'],
    ['268435464', '参数超出取值范围'],
    ['268443715', '商户状态为不可用或者已经注销'],
    ['268498688', '请求重入时，参数与首次请求时不一致'],
    ['268447843', '商户号和订单不匹配'],
    ['268512771', '订单不存在'],
    ['268448010', '此商家的收款功能已被限制'],
    ['268445527', 'appid和mch_id不匹配'],
  ])('the number at the end of the Request-ID goes before the code: %s', (number, meaning) => {
    expect(findAdvice('PARAM_ERROR', `08F7A1B2C306-${number}`)?.zh.meaning).toContain(meaning);
  });

  test('a number that is not known leaves the code to speak', () => {
    expect(findAdvice('SIGN_ERROR', '08F7A1B2C306-1')).toBe(CODES['SIGN_ERROR']);
    expect(findAdvice('NEW_ERROR', '08F7A1B2C306-1')).toBeUndefined();
    expect(findAdvice('constructor')).toBeUndefined();
  });

  test('every advice has a meaning and a hint, in both languages', () => {
    for (const { zh, en } of [...Object.values(CODES), ...Object.values(NUMBERS)]) {
      for (const text of [zh.meaning, zh.hint]) expect(text).toMatch(/\p{Script=Han}/u);
      for (const text of [en.meaning, en.hint]) expect(text).toMatch(/^[\x20-\x7e]+$/);
    }
  });
});

describe('requestIdCode', () => {
  test.each([
    ['0896E8A4B40610-268443699', '268443699'],
    [' 0896E8A4B40610-268443699 ', '268443699'],
    ['0896E8A4B40610', undefined],
    ['0896-E8A4', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j', (requestId, code) => {
    expect(requestIdCode(requestId)).toBe(code);
  });
});
