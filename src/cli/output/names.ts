import { type Choice, SETTINGS } from '../../config/settings-table.js';

/** The formats of `--output`. */
export const OUTPUT_NAMES = SETTINGS.output.choices;

/** One format of `--output`. */
export type OutputName = Choice<'output'>;
