import type { CommandModule } from './command-module.js';

type Children = Readonly<Record<string, CommandNode>>;

/** A node of the command tree: a group, or a command with the module that carries it out, which may have further ones. */
export type CommandNode =
  | { summary: string; children: Children; load?: undefined }
  | { summary: string; children?: Children; load: () => Promise<{ command: CommandModule }> };

/** Every command, as typed. Summaries stand here so that `--help` loads no command. */
export const COMMANDS: Readonly<Record<string, CommandNode>> = {
  insurance: {
    summary: 'overnight-return insurance orders (租借充电宝隔夜归还保险)',
    children: {
      create: {
        summary: 'issue an order to a user (创建保险订单)',
        load: () => import('./commands/insurance/create.js'),
      },
      get: { summary: 'read an order back (查询保险订单详情)', load: () => import('./commands/insurance/get.js') },
      watch: {
        summary: 'print an order at every change until its state is final',
        load: () => import('./commands/insurance/watch.js'),
      },
      qualification: {
        summary: 'may this user receive an order? (查询用户保险订单领取资格)',
        load: () => import('./commands/insurance/qualification.js'),
      },
      batch: { summary: 'issue an order for every row of a file', load: () => import('./commands/insurance/batch.js') },
    },
  },
  certs: {
    summary: 'platform certificates (平台证书)',
    children: {
      download: { summary: 'fetch, decrypt, verify and keep them', load: () => import('./commands/certs/download.js') },
    },
  },
  config: {
    summary: 'the configuration in use (配置)',
    children: {
      init: {
        summary: 'write a configuration: asks, or takes everything from options',
        load: () => import('./commands/config/init.js'),
      },
      check: {
        summary: 'find what is wrong with configuration and keys, and say what to do',
        load: () => import('./commands/config/check.js'),
      },
      show: {
        summary: 'every value and where it comes from; secrets are masked',
        load: () => import('./commands/config/show.js'),
      },
      path: { summary: 'the path of the configuration file in use', load: () => import('./commands/config/path.js') },
    },
  },
  request: { summary: 'any APIv3 call, signed and verified', load: () => import('./commands/request.js') },
  notify: {
    summary: 'notifications of state changes (保险订单状态变化通知)',
    children: {
      decode: {
        summary: 'verify, decrypt and print a notification',
        load: () => import('./commands/notify/decode.js'),
      },
      listen: { summary: 'receive notifications, and forward them', load: () => import('./commands/notify/listen.js') },
      send: {
        summary: "test a merchant's own handler, with valid and forged notifications",
        load: () => import('./commands/notify/send.js'),
      },
      replay: { summary: 'send kept notifications again', load: () => import('./commands/notify/replay.js') },
    },
  },
  sandbox: {
    summary: 'a local WeChat Pay to test against',
    load: () => import('./commands/sandbox.js'),
    children: {
      exec: { summary: 'run a command with a sandbox around it', load: () => import('./commands/sandbox/exec.js') },
    },
  },
  explain: { summary: 'what a code, a number or an exit code means', load: () => import('./commands/explain.js') },
};
