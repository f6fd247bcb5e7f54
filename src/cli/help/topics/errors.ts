import { ERROR_CODES, type ErrorCode, type ErrorType } from '../../../error-codes.js';
import { meaningOfCode } from '../../../texts/explain.js';
import { sayHelp } from '../../../texts/help.js';
import { sayTopic } from '../../../texts/help-topics.js';
import { EXIT_CODES } from '../../exit-codes.js';
import type { Section } from '../facts.js';
import type { MakeTopic } from '../topic.js';

const CODES = Object.keys(ERROR_CODES).filter((code): code is ErrorCode => Object.hasOwn(ERROR_CODES, code));

const TYPES = Object.keys(EXIT_CODES).filter((type): type is ErrorType => Object.hasOwn(EXIT_CODES, type));

const ofType = (type: ErrorType): Section => ({
  title: sayTopic('kind', type, EXIT_CODES[type]),
  items: CODES.filter((code) => ERROR_CODES[code].some((each) => each === type)).map((code) => ({
    term: code,
    meaning: meaningOfCode(code),
  })),
});

/** Every code of wxpay's own, by the kind of error. */
export const topic: MakeTopic = () => [
  { text: sayTopic('errorsText') },
  {
    title: sayHelp('examples'),
    examples: [{ command: 'wxpay explain UNTRUSTED_CONFIG', comment: sayTopic('explainCode') }],
  },
  ...TYPES.map(ofType),
];
