import { SETTINGS } from '../../../config/settings-table.js';
import type { ErrorObject } from '../../../errors.js';
import type { Text } from '../../../shared/text.js';
import { sayHelp } from '../../../texts/help.js';
import { sayTopic } from '../../../texts/help-topics.js';
import type { OutputName } from '../../output/names.js';
import type { MakeTopic } from '../topic.js';

const FORMATS = {
  table: sayTopic('table'),
  json: sayTopic('json'),
  ndjson: sayTopic('ndjson'),
} satisfies Record<OutputName, Text>;

const FIELDS = {
  type: sayTopic('type'),
  code: sayTopic('code'),
  message: sayTopic('message'),
  hint: sayTopic('hint'),
  status: sayTopic('status'),
  signed: sayTopic('signed'),
  request_id: sayTopic('requestId'),
  out_order_no: sayTopic('outOrderNo'),
  detail: sayTopic('detail'),
} satisfies Record<keyof ErrorObject, Text>;

const items = (table: Readonly<Record<string, Text>>) =>
  Object.entries(table).map(([term, meaning]) => ({ term, meaning }));

/** What is printed where, and in which form. */
export const topic: MakeTopic = () => [
  { text: sayTopic('outputText', SETTINGS.output.env) },
  {
    title: sayHelp('examples'),
    examples: [
      {
        command: 'wxpay insurance get "$NUMBER" --field order_receive_state',
        comment: sayTopic('fieldExample'),
      },
      {
        command: 'wxpay insurance get "$NUMBER" --json 2>&1 >order.json | jq -r .error.code',
        comment: sayTopic('errorExample'),
      },
      {
        command: `jq -r 'select(.status != "created") | .line' results.ndjson`,
        comment: sayTopic('batchExample'),
      },
    ],
  },
  { title: sayTopic('formatsTitle'), items: items(FORMATS) },
  { title: sayTopic('errorsTitle'), items: items(FIELDS) },
];
