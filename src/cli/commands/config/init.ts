import { statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { relative } from 'node:path';
import { permissionWarning } from '../../../config/permissions.js';
import { ConfigError } from '../../../errors.js';
import { messageOf } from '../../../shared/message-of.js';
import { shellQuote } from '../../../shared/shell-quote.js';
import { addFile, replaceFile } from '../../../shared/write-file.js';
import { sayInit } from '../../../texts/config-init.js';
import { defineCommand } from '../../command-module.js';
import type { Context } from '../../context.js';
import { Cancelled, type Dialogue, openDialogue } from '../../dialogue.js';
import { SIGNAL_EXIT_CODES } from '../../exit-codes.js';
import { reportChecks } from './check/report.js';
import { runChecks } from './check/run-checks.js';
import { type Answers, contentOf } from './init/answers.js';
import { composeText, profilesIn } from './init/compose.js';
import { findUnignored, ignoreFiles } from './init/git-ignore.js';
import { answersFromOptions, configureInit, INIT_HELP, type InitOptions, missingOptions } from './init/options.js';
import { chooseTarget, type Target } from './init/target.js';
import { refuseSandbox } from './refuse-sandbox.js';

/** The call that was made, with more words, to be pasted. */
const sameCall = ({ argv }: Context, ...added: string[]): string =>
  ['wxpay', ...argv, ...added].map(shellQuote).join(' ');

/** Refuses to write over what exists. */
const refuseExisting = async (target: Target, { force }: InitOptions, context: Context): Promise<void> => {
  const { file, text, profile } = target;
  if (text === undefined || force) return;
  const replace = sameCall(context, '--force');
  if (profile === undefined) {
    const hint = sayInit('fileExistsHint', sameCall(context, '--profile', 'shop-b'), replace);
    throw new ConfigError(sayInit('fileExists', file), { code: 'FILE_EXISTS', hint });
  }
  if (!(await profilesIn(target)).includes(profile)) return;
  const hint = sayInit('profileExistsHint', replace);
  throw new ConfigError(sayInit('profileExists', profile, file), { code: 'FILE_EXISTS', hint });
};

/** A dialogue, where there is a person at a terminal and something is missing. */
const openIfNeeded = async (context: Context, options: InitOptions): Promise<Dialogue | undefined> => {
  const { world, output } = context;
  const isPerson = world.stdin.isTTY === true && world.stderr.isTTY === true && output === 'table';
  return isPerson && missingOptions(options).length > 0 ? openDialogue(context) : undefined;
};

/** Offers to close the private key to others: what is unpacked from a zip is often open. The checks tell of it, too. */
const offerToClose = async ({ privateKey }: Answers, dialogue: Dialogue | undefined): Promise<void> => {
  if (dialogue === undefined || permissionWarning(privateKey, privateKey) === undefined) return;
  if (await dialogue.confirm(sayInit('askClose', privateKey))) await chmod(privateKey, 0o600);
};

const writeTarget = async (target: Target, made: string, context: Context, options: InitOptions): Promise<void> => {
  const { file, text, profile } = target;
  try {
    if (text === undefined && !options.force) {
      if (await addFile(file, made, { mode: 0o600 })) return;
    } else {
      // Others may have to read a file of several profiles; a new one is the owner's.
      const isAdded = text !== undefined && profile !== undefined;
      await replaceFile(file, made, { mode: isAdded ? statSync(file).mode & 0o777 : 0o600 });
      return;
    }
  } catch (cause) {
    const message = sayInit('unwritable', file, messageOf(cause));
    throw new ConfigError(message, { code: 'FILE_UNWRITABLE', hint: sayInit('checkFolder'), cause });
  }
  // Somebody has made it since it was looked for.
  await refuseExisting({ ...target, text: '', profile: undefined }, options, context);
};

/** Offers to keep the file, and the private key, out of the repository; without a person it is only told. */
const offerIgnore = async (
  { file, folder }: Target,
  { privateKey }: Answers,
  dialogue: Dialogue | undefined,
  { io, world }: Context,
): Promise<void> => {
  const found = await findUnignored(folder, [file, privateKey], world.env);
  if (found === undefined) return;
  const { files } = found;
  const ignoreFile = relative(world.cwd, found.ignoreFile);
  if (dialogue === undefined) io.warn(sayInit('notIgnored', files, ignoreFile));
  else if (await dialogue.confirm(sayInit('askIgnore', files, ignoreFile))) await ignoreFiles(found);
};

/** A call with the new configuration that sends nothing. */
const tryCall = ({ notifyUrl }: Answers, { options: { config, profile } }: Context): string =>
  [
    'wxpay',
    ...(config === undefined ? [] : ['--config', config]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...['insurance', 'create', '--openid', 'o123'],
    ...(notifyUrl === undefined ? ['--notify-url', 'https://example.com/notify'] : []),
    '--dry-run',
  ]
    .map(shellQuote)
    .join(' ');

const init = async (context: Context, options: InitOptions): Promise<void> => {
  const target = chooseTarget(context);
  await refuseExisting(target, options, context);
  const dialogue = await openIfNeeded(context, options);
  const { isTrusted, file, folder, profile } = target;
  const answers =
    dialogue === undefined
      ? answersFromOptions(context, options, isTrusted)
      : await (await import('./init/ask.js')).askForAnswers(context, options, dialogue, isTrusted);
  await writeTarget(target, await composeText(target, contentOf(answers, folder), context.language), context, options);
  const { io } = context;
  io.note(profile === undefined ? sayInit('wrote', file) : sayInit('wroteProfile', profile, file));
  await offerIgnore(target, answers, dialogue, context);
  await offerToClose(answers, dialogue);
  await reportChecks(await runChecks(context, { offline: options.offline }), context, {
    file,
    ...(profile !== undefined && { profile }),
  });
  if (Object.keys(answers.certs).length === 0) io.note(sayInit('noKeysYet'));
  else if (context.exitCode === undefined) io.note(sayInit('next', tryCall(answers, context)));
};

/** `wxpay config init`. */
export const command = defineCommand({
  configure: configureInit,
  help: INIT_HELP,
  run: async (context, _, options) => {
    refuseSandbox(context);
    try {
      await init(context, options);
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      context.io.note(sayInit('cancelled'));
      context.exitCode = SIGNAL_EXIT_CODES.SIGINT;
    }
  },
});
