import type { Settings } from '../../../config/settings.js';
import { keyPath } from '../../../config/settings-table.js';
import { type ShownValue, shownValues } from '../../../config/shown-values.js';
import { describeSource, type Source } from '../../../config/source.js';
import { UsageError } from '../../../errors.js';
import { toPrintableJson } from '../../../shared/printable.js';
import { suggestName } from '../../../shared/suggest.js';
import { inLanguage } from '../../../shared/text.js';
import { sayConfig } from '../../../texts/config.js';
import { sayCommandsHelp } from '../../../texts/help-commands.js';
import { defineCommand } from '../../command-module.js';
import { type Context, stdoutLook } from '../../context.js';
import { printedAs } from '../../help/schemas.js';
import { openSettings } from '../../open-settings.js';
import { fieldLine } from '../../output/object.js';
import { describeWithLine, type LineOf, readKeyLines } from './key-lines.js';
import { refuseSandbox } from './refuse-sandbox.js';

/** One line of the table: a value, or one key of those that a value holds. */
interface Line {
  path: string;
  value: string;
  source: Source;
  /** The line of the file, from 1, if that is known. */
  line: number | undefined;
}

const linesOf = (shown: readonly ShownValue[], lineOf: LineOf = () => undefined): Line[] =>
  shown.flatMap(({ name, value, source }) =>
    typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).map(([id, key]) => ({
          path: `${keyPath(name)}.${id}`,
          value: key,
          source,
          line: lineOf(source, id),
        }))
      : [
          {
            path: keyPath(name),
            value: typeof value === 'object' ? toPrintableJson(value) : String(value),
            source,
            line: lineOf(source),
          },
        ],
  );

/** A source as people read it, in the language of the run. */
const sourceText = ({ source, line }: Line, { language }: Context): string =>
  source.kind === 'default' ? inLanguage(sayConfig('byDefault'), language) : describeWithLine(source, line);

const printTable = async (settings: Settings, shown: readonly ShownValue[], context: Context): Promise<void> => {
  const { renderTable } = await import('../../output/table.js');
  const look = await stdoutLook(context);
  const say = (...[name]: ['none' | 'file' | 'profile' | 'profiles' | 'key' | 'value' | 'source']) =>
    inLanguage(sayConfig(name), context.language);
  const { file, profile, profiles } = settings;
  const about = [
    [say('file'), file ?? say('none')],
    [say('profile'), profile ?? say('none')],
    [say('profiles'), profiles.length === 0 ? say('none') : profiles.join(', ')],
  ];
  const lines = linesOf(shown, readKeyLines(settings));
  const rows = lines.map((line) => [line.path, line.value, sourceText(line, context)]);
  context.io.data(renderTable([], about, { ...look, styles: ['bold'] }));
  context.io.data('\n');
  const head = [say('key'), say('value'), say('source')];
  context.io.data(renderTable(head, rows, { ...look, styles: ['bold', undefined, 'dim'] }));
};

const printJson = (settings: Settings, shown: readonly ShownValue[], context: Context): void => {
  const { file, profile, profiles } = settings;
  const lineOf = readKeyLines(settings);
  const values = shown.map(({ name, value, source }) => {
    const line = lineOf(source);
    return [keyPath(name), { value, source: describeSource(source), ...(line !== undefined && { line }) }];
  });
  const object = { file: file ?? null, profile: profile ?? null, profiles, values: Object.fromEntries(values) };
  context.io.data(`${toPrintableJson(object, context.output === 'json' ? 2 : 0)}\n`);
};

const printField = (field: string, shown: readonly ShownValue[], context: Context): void => {
  const lines = linesOf(shown);
  const line = lines.find(({ path }) => path === field);
  if (line !== undefined) {
    context.io.data(fieldLine(line.value, context.world));
    return;
  }
  const names = lines.map(({ path }) => path);
  const near = suggestName(field, names);
  const suggestion = near === undefined ? { zh: '', en: '' } : sayConfig('didYouMean', near);
  throw new UsageError(sayConfig('unknownField', JSON.stringify(field)), {
    code: 'UNKNOWN_FIELD',
    hint: sayConfig('knownFields', names.join(', '), suggestion),
  });
};

/** `wxpay config show`. */
export const command = defineCommand({
  configure: (command) => command,
  help: {
    effect: 'local',
    about: sayCommandsHelp('showAbout'),
    examples: [
      { command: 'wxpay config show', comment: sayCommandsHelp('show') },
      { command: 'wxpay config show --profile test --json', comment: sayCommandsHelp('showProfile') },
      { command: 'wxpay config show --field mchid', comment: sayCommandsHelp('showField') },
    ],
    output: printedAs('values'),
    exitCodes: [3],
  },
  run: async (context) => {
    refuseSandbox(context);
    const settings = await openSettings(context);
    for (const warning of settings.warnings) context.io.warn(warning);
    const shown = shownValues(settings);
    const { field } = context.options;
    if (field !== undefined) printField(field, shown, context);
    else if (context.output === 'table') await printTable(settings, shown, context);
    else printJson(settings, shown, context);
  },
});
