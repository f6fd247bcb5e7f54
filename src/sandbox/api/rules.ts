import { CERTIFICATES_PATH } from '../../apiv3/path.js';
import { CALLS } from '../../insurance/api.js';

/** How sure a rule of the sandbox is. */
type Certainty = 'documented' | 'like' | 'guess';

/** A rule that the sandbox follows. */
export interface Rule {
  rule: string;
  /** Where it is from. */
  source: string;
  /** `documented` for this API or for APIv3 as a whole, `like` for a like API of WeChat Pay, or a `guess`. */
  certainty: Certainty;
}

const APIV3 = 'WeChat Pay APIv3, 基本规则';
const SIGNING = 'WeChat Pay APIv3, 签名生成 and 签名验证';
const CREATE = CALLS.createOrder.title.zh;
const GET = CALLS.getOrder.title.zh;
const QUALIFICATION = CALLS.getQualification.title.zh;
const NOTIFY = '保险订单状态变化通知';

const documented = (source: string, rule: string): Rule => ({ rule, source, certainty: 'documented' });
const like = (source: string, rule: string): Rule => ({ rule, source, certainty: 'like' });
const guess = (rule: string): Rule => ({ rule, source: 'no document says', certainty: 'guess' });

/** The rules that the sandbox follows, each with its source; docs/sandbox.md lists the same. */
export const RULES: readonly Rule[] = [
  documented(
    SIGNING,
    'A request is signed over method, path with query, timestamp, nonce and body, each ended by \\n.',
  ),
  documented(SIGNING, 'A timestamp more than 300 s from the clock is refused: 401 SIGN_ERROR, number 268443699.'),
  like('WeChat Pay APIv3, 签名错误 guide', 'A 401 SIGN_ERROR is not signed, and shows the message that was expected.'),
  guess('A nonce that was used in the last 10 minutes is refused: 401 SIGN_ERROR.'),
  documented(APIV3, 'Accept must allow JSON, User-Agent must not be empty, a body must be application/json.'),
  documented(APIV3, 'A body is UTF-8 of one to three bytes a character, and holds no null.'),
  guess('A character of four bytes, or null, is refused with 400 PARAM_ERROR, number 268435461.'),
  documented(SIGNING, "A response is signed by the key that the request's Wechatpay-Serial names."),
  documented(
    SIGNING,
    'A request without Wechatpay-Serial is answered under the platform certificate, if there is one.',
  ),
  documented(
    '切换微信支付公钥 guide',
    'Before the switch is opened, responses stay signed by the certificate (--key-switch closed).',
  ),
  documented(
    '切换微信支付公钥 guide',
    'During the switch a share of the notifications is signed by the public key (--key-switch <percent>).',
  ),
  guess('Errors other than 401 and 413 are signed; WeChat Pay may send them unsigned (fault unsigned).'),
  documented(APIV3, 'Every response carries Request-ID; on errors it ends in - and a decimal number.'),
  documented(CREATE, 'out_order_no has 1 to 32 characters of 0-9 A-Z a-z _ - | * and is unique per merchant.'),
  documented(CREATE, 'openid and service_id have 1 to 128 characters; service_id may be left out.'),
  documented(CREATE, 'notify_url is https with a public host, no query string, and at most 256 characters.'),
  guess('Beside that, the sandbox accepts a notify_url of plain http to this machine.'),
  documented('错误码', 'An unknown field in the body is refused with number 270924358.'),
  guess('The refusal of an unknown field, or of an invalid one, is 400 PARAM_ERROR with the field in detail.'),
  like('basic payment and PayScore', 'The same number with the same parameters is the same order, returned again.'),
  like(
    'basic payment',
    'The same number with other parameters: 400 INVALID_REQUEST, 268498688 (--reentry invalid-request).',
  ),
  like('PayScore', 'The same number with other parameters: 400 PARAM_ERROR, 271316598 (--reentry param-error).'),
  documented(
    CREATE,
    'The response has order_begin_time and order_end_time while RECEIVING, as in the official example.',
  ),
  documented(CREATE, 'Both may be absent, being not marked as required (--sparse).'),
  guess('The cover begins when the order is received, lasts one day, and a FAILED order has none.'),
  guess('max_claim_count is 3, as in the official example.'),
  guess('An order leaves RECEIVING after 2 s (--receive-after); FAILED exists as a state.'),
  guess('Claims change claimed_count of a RECEIVED order only, and send no notification.'),
  guess('A number without an order: 404 RESOURCE_NOT_EXISTS, number 268512771; PayScore says ORDER_NOT_EXIST.'),
  like(
    'PayScore troubleshooting guide',
    'An order may be missed when it is read right after it was created (--read-lag).',
  ),
  documented(QUALIFICATION, 'A qualification is {"qualified_user": true} or false.'),
  documented(CREATE, '403 NOAUTH: the merchant is not enabled for overnight return (fault noauth).'),
  guess('Number 268503786 for NOAUTH.'),
  documented(CREATE, '403 PARAM_ERROR: check the parameters and try again (fault param-403).'),
  documented(GET, '500 SYSTEMERROR: try again with the same number (faults systemerror and 500).'),
  like('APIv3 rate limits', '429 RATELIMIT_EXCEEDED with Retry-After (fault 429).'),
  documented(
    '下载平台证书',
    `GET ${CERTIFICATES_PATH} is 404 RESOURCE_NOT_EXISTS for a merchant that has a public key only.`,
  ),
  documented(NOTIFY, 'A notification is signed like a response, and its resource is encrypted with AES-256-GCM.'),
  documented(NOTIFY, 'It is taken when it is answered 200 or 204 within 5 s; the body of that response is ignored.'),
  documented(NOTIFY, 'It is sent again after 15, 15, 30, 180, 1800 (four times) and 3600 s.'),
  documented(NOTIFY, 'The same notification may come more than once, with the same id.'),
  guess('original_type is insurance_order and associated_data is empty.'),
  guess('No notification tells of RECEIVING.'),
];
