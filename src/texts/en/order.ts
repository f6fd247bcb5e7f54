import type { Text } from '../../shared/text.js';

/** What `create`, `--wait` and `watch` say of an order. */
export const order = {
  sending: (number: string, openid: string) => `order ${number} · openid ${openid}`,
  settling: (number: string, seconds: number) =>
    `no usable response; reading order ${number} back for up to ${seconds} s`,
  mayExist: (number: string, read: string) => `order ${number} may have been created: ${read}`,
  notSent: (number: string) => `order ${number} was not sent`,
  rateLimited: (number: string) => `order ${number} was rate-limited and not created`,
  created: (number: string) => `order ${number} was created`,
  discarded: (number: string, read: string) => `order ${number} was created, and stdout is discarded: ${read}`,
  waiting: (number: string, state: string, seconds: number) =>
    `order ${number} is ${state || 'without a state'}; waiting up to ${seconds} s`,
  stillWaiting: (number: string, state: string, seconds: number) =>
    `order ${number} is still ${state || 'without a state'} after ${seconds} s`,
  finalStateUnknown: (number: string, state: string, problem: Text) =>
    `order ${number} exists and was ${state || 'without a state'} when last read; its final state is not known: ${problem.en}`,
  readAgain: (read: string) => `The order exists. Read it again:\n${read}`,
  notReceived: (number: string) => `order ${number} was not received: its state is FAILED`,
  askQualification: (openid: string) =>
    `The insurer did not take it. Ask whether the user may receive one:\nwxpay insurance qualification ${openid}`,
};
