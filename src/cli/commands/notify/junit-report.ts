import type { HandlerResult } from '../../../sandbox/index.js';

/** What XML 1.0 does not allow in any form. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeXml = (text: string): string =>
  text.replace(NOT_XML, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const outcome = ({ verdict, reason, expected, status, body }: HandlerResult): string => {
  const why = escapeXml(reason?.en ?? '');
  if (verdict === 'passed') return '';
  if (verdict === 'skipped') return `<skipped message="${why}"/>`;
  const found = escapeXml(`expected ${expected}, found ${status ?? 'no response'}\n${body.slice(0, 1000)}`);
  return `<failure type="${escapeXml(verdict)}" message="${why}">${found}</failure>`;
};

/**
 * Results as JUnit XML, which CI servers show as tests: one test case a variant.
 * @see https://github.com/testmoapp/junitxml
 */
export function junitReport(results: readonly HandlerResult[]): string {
  const count = (...verdicts: string[]) => results.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const time = seconds(results.reduce((sum, { ms }) => sum + ms, 0));
  const counts = `tests="${results.length}" failures="${count('failed', 'no response')}" errors="0" skipped="${count('skipped')}" time="${time}"`;
  const cases = results.map((result) => {
    const head = `    <testcase classname="notification" name="${result.variant}" time="${seconds(result.ms)}"`;
    const inner = outcome(result);
    return inner === '' ? `${head}/>` : `${head}>${inner}</testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="wxpay notify send" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
