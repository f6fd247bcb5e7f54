import { sayHelp } from '../../../texts/help.js';
import { sayTopic } from '../../../texts/help-topics.js';
import type { MakeTopic } from '../topic.js';

/** How requests are signed and responses verified. */
export const topic: MakeTopic = () => [
  { text: sayTopic('signingText') },
  {
    title: sayHelp('examples'),
    examples: [
      { command: 'wxpay insurance create --openid "$OPENID" --dry-run', comment: sayTopic('showSigned') },
      { command: 'wxpay config check', comment: sayTopic('checkKeys') },
    ],
  },
  {
    title: sayTopic('requestTitle'),
    items: [
      { term: '1', meaning: sayTopic('requestMethod') },
      { term: '2', meaning: sayTopic('requestTarget') },
      { term: '3', meaning: sayTopic('requestTimestamp') },
      { term: '4', meaning: sayTopic('requestNonce') },
      { term: '5', meaning: sayTopic('requestBody') },
    ],
  },
  { title: sayTopic('authorizationTitle'), text: sayTopic('authorizationText') },
  {
    title: sayTopic('responseTitle'),
    items: [
      { term: 'Wechatpay-Timestamp', meaning: sayTopic('responseTimestamp') },
      { term: 'Wechatpay-Nonce', meaning: sayTopic('responseNonce') },
      { term: 'body', meaning: sayTopic('responseBody') },
      { term: 'Wechatpay-Signature', meaning: sayTopic('responseSignature') },
      { term: 'Wechatpay-Serial', meaning: sayTopic('responseSerial') },
    ],
  },
  { title: sayTopic('keysOfSigning'), text: sayTopic('keysText') },
];
