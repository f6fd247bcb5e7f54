import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { UsageError } from '../../../errors.js';
import { createReceiver } from '../../../notification/receiver.js';
import { serveReceiver } from '../../../notification/server.js';
import { isLoopbackHost } from '../../../shared/loopback.js';
import type { Language } from '../../../shared/text.js';
import { sayNotifyHelp } from '../../../texts/help-notify.js';
import { sayNotify } from '../../../texts/notify.js';
import { sayUsage } from '../../../texts/usage.js';
import { defineCommand } from '../../command-module.js';
import type { HelpFacts } from '../../help/facts.js';
import { printedAs } from '../../help/schemas.js';
import { invalidValue } from '../../options/invalid-value.js';
import { parsePort } from '../../options/parsers.js';
import { checkNotificationField } from '../../output/notification.js';
import { createEventReporter } from '../../output/notification-reporter.js';
import { openNotificationKeys } from '../../session.js';
import { createSaver } from './save-notification.js';

const DEFAULT_PATH = '/wechatpay/notify';

const parsePath = (text: string): string => {
  if (/^\/[^\s?#]*$/.test(text)) return text;
  throw invalidValue(sayUsage('path', DEFAULT_PATH));
};

const parseTarget = (text: string): URL => {
  const url = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target && /^https?:$/.test(target.protocol) && !target.username && !target.password) return target;
  throw invalidValue(sayUsage('target'));
};

const configure = (command: Command, language: Language) =>
  command
    .option('--port <n>', sayNotifyHelp('port')[language], parsePort, 8787)
    .option('--host <ip>', sayNotifyHelp('host')[language], '127.0.0.1')
    .option('--path <path>', sayNotifyHelp('path')[language], parsePath, DEFAULT_PATH)
    .option('--forward-to <url>', sayNotifyHelp('forwardTo')[language], parseTarget)
    .option('--save <dir>', sayNotifyHelp('save')[language]);

const help: HelpFacts = {
  effect: 'local',
  about: sayNotifyHelp('listenAbout'),
  examples: [
    { command: 'wxpay notify listen --sandbox', comment: sayNotifyHelp('listen') },
    {
      command: 'wxpay notify listen --port 0 --json | jq .resource.order_receive_state',
      comment: sayNotifyHelp('listenJson'),
    },
    {
      command: 'wxpay notify listen --forward-to localhost:3000/wechatpay/notify --save kept',
      comment: sayNotifyHelp('listenForward'),
    },
  ],
  output: printedAs('notification'),
  exitCodes: [3, 5],
};

/** A receiver that sends on to itself would wait for its own answer. */
const refuseLoop = (url: string, target: URL | undefined): void => {
  if (target === undefined || target.port !== new URL(url).port || !isLoopbackHost(target.hostname)) return;
  throw new UsageError(sayNotify('loop', target.href), {
    code: 'FORWARD_LOOP',
    hint: sayNotify('loopHint'),
  });
};

/** `wxpay notify listen`: receives until it is told to stop. */
export const command = defineCommand({
  configure,
  help,
  run: async (context, _, { port, host, path, forwardTo: target, save }) => {
    const { world } = context;
    checkNotificationField(context);
    const keys = await openNotificationKeys(context);
    const reporter = createEventReporter(context);
    const receiver = createReceiver({
      ...keys,
      path,
      target,
      save: save === undefined ? undefined : await createSaver(resolve(world.cwd, save)),
      onReceived: reporter.received,
      onProblem: reporter.problem,
      onMisdirected: reporter.misdirected,
    });
    const server = await serveReceiver(receiver, { host, port });
    try {
      refuseLoop(server.url, target);
      reporter.say(sayNotify('listening', `${server.url}${path}`, target?.href));
      if (!world.signal.aborted) await Promise.race([once(world.signal, 'abort'), reporter.closed]);
    } finally {
      await server.close();
    }
  },
});
