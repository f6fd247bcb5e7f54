import { sayHelp } from '../texts/help.js';
import type { CommandNodes } from './command-module.js';

/** Every command, as typed. Summaries stand here so that `--help` loads no command. */
export const COMMANDS: CommandNodes = {
  insurance: {
    summary: sayHelp('insurance'),
    children: {
      create: { summary: sayHelp('insuranceCreate'), load: () => import('./commands/insurance/create.js') },
      get: { summary: sayHelp('insuranceGet'), load: () => import('./commands/insurance/get.js') },
      watch: { summary: sayHelp('insuranceWatch'), load: () => import('./commands/insurance/watch.js') },
      qualification: {
        summary: sayHelp('insuranceQualification'),
        load: () => import('./commands/insurance/qualification.js'),
      },
      batch: { summary: sayHelp('insuranceBatch'), load: () => import('./commands/insurance/batch.js') },
      merge: { summary: sayHelp('insuranceMerge'), load: () => import('./commands/insurance/merge.js') },
      reconcile: { summary: sayHelp('insuranceReconcile'), load: () => import('./commands/insurance/reconcile.js') },
    },
  },
  certs: {
    summary: sayHelp('certs'),
    children: {
      download: { summary: sayHelp('certsDownload'), load: () => import('./commands/certs/download.js') },
    },
  },
  config: {
    summary: sayHelp('config'),
    children: {
      init: { summary: sayHelp('configInit'), load: () => import('./commands/config/init.js') },
      check: { summary: sayHelp('configCheck'), load: () => import('./commands/config/check.js') },
      show: { summary: sayHelp('configShow'), load: () => import('./commands/config/show.js') },
      path: { summary: sayHelp('configPath'), load: () => import('./commands/config/path.js') },
    },
  },
  request: { summary: sayHelp('request'), load: () => import('./commands/request.js') },
  notify: {
    summary: sayHelp('notify'),
    children: {
      decode: { summary: sayHelp('notifyDecode'), load: () => import('./commands/notify/decode.js') },
      listen: { summary: sayHelp('notifyListen'), load: () => import('./commands/notify/listen.js') },
      send: { summary: sayHelp('notifySend'), load: () => import('./commands/notify/send.js') },
      replay: { summary: sayHelp('notifyReplay'), load: () => import('./commands/notify/replay.js') },
    },
  },
  sandbox: {
    summary: sayHelp('sandbox'),
    load: () => import('./commands/sandbox.js'),
    children: {
      exec: { summary: sayHelp('sandboxExec'), load: () => import('./commands/sandbox/exec.js') },
    },
  },
  explain: { summary: sayHelp('explain'), load: () => import('./commands/explain.js') },
  completion: { summary: sayHelp('completion'), load: () => import('./commands/completion.js') },
  help: { summary: sayHelp('help'), load: () => import('./commands/help.js') },
};
