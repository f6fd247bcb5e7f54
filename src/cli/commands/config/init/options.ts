import { type Command, Option } from '@commander-js/extra-typings';
import { SETTINGS } from '../../../../config/settings-table.js';
import { UsageError } from '../../../../errors.js';
import { shellQuote } from '../../../../shared/shell-quote.js';
import type { Language, Wording } from '../../../../shared/text.js';
import { sayInit } from '../../../../texts/config-init.js';
import { sayInitHelp } from '../../../../texts/help-init.js';
import type { Context } from '../../../context.js';
import type { HelpFacts } from '../../../help/facts.js';
import { printedAs } from '../../../help/schemas.js';
import { collect } from '../../../options/parsers.js';
import type { Answers } from './answers.js';
import { createKeyFiles, type KeyFiles, type Signer } from './read-files.js';
import { checkValue, checkVariable } from './values.js';

/** Declares the options that stand for the questions. */
export function configureInit(command: Command, language: Language) {
  const say = (name: Parameters<typeof sayInitHelp>[0]) => sayInitHelp(name)[language];
  return command
    .addOption(new Option('--mchid <mchid>', say('mchid')).default(undefined, say('ofCertificate')))
    .option('--certificate <file>', say('certificate'))
    .option('--private-key <file>', say('privateKey'))
    .option('--cert <id>=<file>', say('cert'), collect)
    .option('--apiv3-key-env <name>', say('apiv3KeyEnv'))
    .option('--notify-url <url>', say('notifyUrl'))
    .option('--service-id <id>', say('serviceId'))
    .option('--force', say('force'))
    .option('--offline', say('offline'));
}

/** What is told of `config init`. */
export const INIT_HELP: HelpFacts = {
  effect: 'local',
  about: sayInitHelp('about'),
  examples: [
    { command: 'wxpay config init', comment: sayInitHelp('ask') },
    {
      command:
        'wxpay config init --certificate apiclient_cert.pem --private-key apiclient_key.pem --cert PUB_KEY_ID_0114232134912410000000000000=pub_key.pem',
      comment: sayInitHelp('publicKey'),
    },
    {
      command:
        'wxpay config init --profile shop-b --certificate shop-b/apiclient_cert.pem --private-key shop-b/apiclient_key.pem --cert PUB_KEY_ID_0114232134912410000000000000=shop-b/pub_key.pem',
      comment: sayInitHelp('newProfile'),
    },
  ],
  exitCodes: [3, 130],
  output: printedAs('checks'),
};

/** The options as they were given. */
export type InitOptions = ReturnType<ReturnType<typeof configureInit>['opts']>;

/** What each option that has to be there may look like. */
const EXAMPLES = {
  '--certificate': './apiclient_cert.pem',
  '--private-key': './apiclient_key.pem',
  '--cert': `${SETTINGS.certs.placeholders[0]}=./pub_key.pem`,
} as const;

/**
 * The options that have to be there and are not. A merchant who has platform certificates only gets the first one with
 * the APIv3 key, once the rest is configured: then none of WeChat Pay's has to be named.
 */
export function missingOptions({ certificate, privateKey, cert, apiv3KeyEnv }: InitOptions): (keyof typeof EXAMPLES)[] {
  const isGiven = {
    '--certificate': certificate !== undefined,
    '--private-key': privateKey !== undefined,
    '--cert': cert !== undefined || apiv3KeyEnv !== undefined,
  };
  return (['--certificate', '--private-key', '--cert'] as const).filter((option) => !isGiven[option]);
}

const invalid = (option: string, problem: Wording): UsageError =>
  new UsageError(sayInit('badOption', option, problem), { code: 'INVALID_ARGUMENT', hint: sayInit('seeHelp') });

/** Says everything that is missing at once, with the call that has it all. */
const missingError = (missing: readonly (keyof typeof EXAMPLES)[], argv: readonly string[]): UsageError => {
  const added = missing.flatMap((option) => [option, EXAMPLES[option]]);
  const call = ['wxpay', ...argv, ...added].map(shellQuote).join(' ');
  return new UsageError(sayInit('missing', missing), { code: 'USAGE', hint: sayInit('missingHint', call) });
};

/**
 * The entries of `certs` that options give: id → absolute path.
 * @throws {UsageError} `INVALID_ARGUMENT` for one without an id
 * @throws {ConfigError} those of `KeyFiles`
 */
export function readCertOptions(given: readonly string[], files: KeyFiles, signer: Signer): Record<string, string> {
  const entries = given.map((each) => {
    const [, typed, file] = /^([^=]+)=(.+)$/s.exec(each) ?? [];
    if (typed === undefined || file === undefined) throw invalid('--cert', sayInit('badCert'));
    const { id, path } = files.underId(file, typed, signer);
    return [id, path];
  });
  return Object.fromEntries(entries);
}

/**
 * The answers that options give, each judged as every command will.
 * @param isTrusted see `checkVariable`
 * @throws {UsageError} `USAGE` naming all options that are missing, `INVALID_ARGUMENT`
 * @throws {ConfigError} those of `KeyFiles`
 */
export function answersFromOptions(
  { argv, world, options: { baseUrl } }: Context,
  options: InitOptions,
  isTrusted: boolean,
): Answers {
  const { certificate, privateKey, cert = [], apiv3KeyEnv, notifyUrl, serviceId } = options;
  const missing = missingOptions(options);
  if (certificate === undefined || privateKey === undefined || missing.length > 0) throw missingError(missing, argv);
  const files = createKeyFiles(world, { privateKey: '--private-key', certificate: '--certificate', certs: '--cert' });
  const signer = files.privateKey(privateKey);
  const own = files.certificate(certificate, signer);
  const mchid = options.mchid ?? own.merchant;
  if (mchid === undefined) throw invalid('--mchid', sayInit('noMerchant', own.name));
  const problems: Readonly<Record<string, Wording | undefined>> = {
    '--mchid': checkValue.mchid(mchid, baseUrl),
    '--apiv3-key-env': apiv3KeyEnv === undefined ? undefined : checkVariable(apiv3KeyEnv, isTrusted),
    '--notify-url': notifyUrl === undefined ? undefined : checkValue.notifyUrl(notifyUrl, baseUrl),
  };
  for (const [option, problem] of Object.entries(problems)) if (problem !== undefined) throw invalid(option, problem);
  return {
    mchid: mchid.trim(),
    certificate: own.path,
    privateKey: signer.path,
    certs: readCertOptions(cert, files, signer),
    apiv3KeyEnv,
    notifyUrl,
    serviceId,
    baseUrl,
  };
}
