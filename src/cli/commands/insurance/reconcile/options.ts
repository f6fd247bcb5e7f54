import { type Command, Option } from '@commander-js/extra-typings';
import { ENCODINGS } from '../../../../batch/encoding/encodings.js';
import { INPUT_FORMATS } from '../../../../batch/input/open-input.js';
import type { Language } from '../../../../shared/text.js';
import { sayInsuranceHelp } from '../../../../texts/help-insurance.js';
import type { HelpFacts } from '../../../help/facts.js';
import { printedAs } from '../../../help/schemas.js';
import { collect } from '../../../options/parsers.js';
import { parseConcurrency, parseDuration, parseRate } from '../bulk/option-parsers.js';

/** Declares arguments and options. */
export function configureReconcile(command: Command, language: Language) {
  const say = (name: Parameters<typeof sayInsuranceHelp>[0]) => sayInsuranceHelp(name)[language];
  return command
    .argument('<file>', say('reconcileFile'))
    .addOption(
      new Option('--format <format>', say('format')).choices(INPUT_FORMATS).default(undefined, say('formatDefault')),
    )
    .addOption(
      new Option('--encoding <encoding>', say('encoding'))
        .choices(['auto', ...ENCODINGS] as const)
        .default('auto' as const),
    )
    .addOption(new Option('--results <file>', say('results')).default(undefined, 'stdout'))
    .option('--resume', say('reconcileResume'))
    .option('--report <file>', say('report'))
    .option('--until-final [seconds]', say('untilFinal'), parseDuration)
    .option('--only <state>', say('only'), collect)
    .option('--concurrency <n>', say('concurrency'), parseConcurrency, 16)
    .addOption(new Option('--rate <n/s>', say('rate')).argParser(parseRate).default(undefined, say('noLimit')));
}

/** What is told of `insurance reconcile`. */
export const RECONCILE_HELP: HelpFacts = {
  effect: 'read',
  about: sayInsuranceHelp('reconcileAbout'),
  examples: [
    {
      command: 'wxpay insurance reconcile results.ndjson --results states.ndjson',
      comment: sayInsuranceHelp('reconcileResults'),
    },
    {
      command: 'wxpay insurance reconcile results.ndjson --only RECEIVING --until-final 6h --results states.ndjson',
      comment: sayInsuranceHelp('reconcileUntilFinal'),
    },
    { command: 'wxpay insurance reconcile numbers.txt --rate 20/s', comment: sayInsuranceHelp('reconcileNumbers') },
  ],
  exitCodes: [3, 4, 5, 6, 7, 130, 143],
  exitMeanings: {
    0: sayInsuranceHelp('reconcileAllFinal'),
    7: sayInsuranceHelp('reconcileSomeOpen'),
  },
  output: printedAs('reconcileResult'),
  settings: ['rate'],
};

/** The options of `insurance reconcile`. */
export type ReconcileOptions = ReturnType<ReturnType<typeof configureReconcile>['opts']>;
