import type { Command } from '@commander-js/extra-typings';
import { SignatureError, UsageError } from '../../../errors.js';
import { decryptNotification } from '../../../notification/decrypt.js';
import { parseSaved } from '../../../notification/saved.js';
import { type VerifiedNotification, verifyNotification } from '../../../notification/verify.js';
import type { Language } from '../../../shared/text.js';
import { sayNotifyHelp } from '../../../texts/help-notify.js';
import { sayNotify } from '../../../texts/notify.js';
import { defineCommand } from '../../command-module.js';
import type { HelpFacts } from '../../help/facts.js';
import { printedAs } from '../../help/schemas.js';
import { type Headers, readHeaders } from '../../input/read-headers.js';
import { readInput } from '../../input/read-input.js';
import { checkNotificationField, notificationText } from '../../output/notification.js';
import { type NotificationKeys, openNotificationKeys } from '../../session.js';
import type { World } from '../../world.js';

const configure = (command: Command, language: Language) =>
  command
    .argument('[file]', sayNotifyHelp('decodeFile')[language])
    .option('--headers <file>', sayNotifyHelp('headers')[language])
    .option('--ignore-timestamp', sayNotifyHelp('ignoreTimestamp')[language]);

const help: HelpFacts = {
  effect: 'local',
  about: sayNotifyHelp('decodeAbout'),
  examples: [
    { command: 'wxpay notify decode body.json --headers headers.txt', comment: sayNotifyHelp('decode') },
    {
      command: 'wxpay notify decode kept/EV-2018022511223320873.http --ignore-timestamp --field order_receive_state',
      comment: sayNotifyHelp('decodeKept'),
    },
    {
      command: 'curl -s https://logs.example.com/last-body | wxpay notify decode --headers headers.json --json',
      comment: sayNotifyHelp('decodePiped'),
    },
  ],
  output: printedAs('notification'),
  exitCodes: [3, 5, 6],
};

interface Message {
  headers: Headers;
  body: Buffer;
}

const readMessage = async (
  file: string | undefined,
  headerFile: string | undefined,
  world: World,
): Promise<Message> => {
  const content = await readInput(file ?? '-', '<file>', world);
  const saved = parseSaved(content);
  const body = saved?.body ?? content;
  if (headerFile !== undefined) {
    const text = (await readInput(headerFile, '--headers', world)).toString('utf8');
    return { headers: readHeaders(text, '--headers'), body };
  }
  if (saved) return { headers: readHeaders(saved.head, '<file>'), body };
  throw new UsageError(sayNotify('headersMissing'), {
    code: 'MISSING_HEADERS',
    hint: sayNotify('headersMissingHint'),
  });
};

/** An editor or a log may have put a line end behind the body. The signature says whether it belongs there. */
const verifyTrimmed = (verify: (body: Buffer) => VerifiedNotification, body: Buffer): VerifiedNotification => {
  try {
    return verify(body);
  } catch (error) {
    const end = body.at(-1) === 0x0a ? (body.at(-2) === 0x0d ? -2 : -1) : 0;
    if (end === 0 || !(error instanceof SignatureError) || error.code !== 'SIGNATURE_MISMATCH') throw error;
    try {
      return verify(body.subarray(0, end));
    } catch {
      throw error;
    }
  }
};

const decode = ({ headers, body }: Message, { keyRing, apiv3Key }: NotificationKeys, ignoreTimestamp: boolean) => {
  const verify = (bytes: Buffer) => verifyNotification({ headers, body: bytes, keyRing, ignoreTimestamp });
  return decryptNotification(verifyTrimmed(verify, body), apiv3Key);
};

/** `wxpay notify decode`. */
export const command = defineCommand({
  configure,
  help,
  run: async (context, [file], { headers, ignoreTimestamp = false }) => {
    checkNotificationField(context);
    const message = await readMessage(file, headers, context.world);
    const decoded = decode(message, await openNotificationKeys(context), ignoreTimestamp);
    context.io.data(await notificationText(decoded, context, context.output === 'json' ? 2 : 0));
  },
});
