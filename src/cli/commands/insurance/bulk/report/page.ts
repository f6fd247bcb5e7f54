import { type Html, html } from '../../../../../shared/html.js';
import { printable, printableLines } from '../../../../../shared/printable.js';
import { inLanguage, type Language, type Wording } from '../../../../../shared/text.js';
import { sayCampaign } from '../../../../../texts/campaign-report.js';
import { findExplanation } from '../../../explain/find-explanation.js';
import { describeSeconds } from '../duration.js';
import { STYLE } from './style.js';
import type { Steps } from './throughput.js';

/** How a state looks; what it is stands beside it in words. */
export type Tone = 'good' | 'bad' | 'open' | 'dim';

/** How many rows or orders are in one state. */
export interface StateTotal {
  name: Wording;
  count: number;
  tone: Tone;
}

/** Errors of one code. */
export interface CodeTotal {
  /** How these ended. */
  outcome: Wording;
  code: string;
  count: number;
  /** The first lines or order numbers with it, some few. */
  first: readonly string[];
}

/** Something to do next: why, and the command, if it is one. */
export interface NextStep {
  why: Wording;
  command?: Wording | undefined;
}

/** What the page tells of a run. */
export interface ReportFacts {
  title: Wording;
  /** How the run ended. */
  end: Wording;
  /** What is told of each code: lines, or order numbers. */
  firstName: Wording;
  states: readonly StateTotal[];
  codes: readonly CodeTotal[];
  next: readonly NextStep[];
}

/** What the report itself knows. */
export interface RunTimes {
  input: string;
  started: Date;
  milliseconds: number;
  steps: Steps;
}

/** Nothing is loaded, nothing is run: a page that is sent on by mail does no more than show. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Longer names are cut: a server may make up codes of any length. */
const LONGEST_NAME = 100;

const CHART_WIDTH = 600;
const BAR_HEIGHT = 120;

type Say = (wording: Wording) => string;

const table = (heads: readonly string[], rows: readonly Html[], label: string): Html => html`
<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;

const statesView = (states: readonly StateTotal[], say: Say): Html => {
  const title = say(sayCampaign('totals'));
  const total = states.reduce((sum, { count }) => sum + count, 0);
  const nameOf = ({ name }: StateTotal) => printable(say(name), LONGEST_NAME);
  let from = 0;
  const parts = states.map(({ count, tone }) => {
    const width = (count / total) * CHART_WIDTH;
    const part = html`<rect class="${tone}" x="${from.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="24"/>`;
    from += width;
    return part;
  });
  const label = say(sayCampaign('stateChart', states.map((state) => `${nameOf(state)} ${state.count}`).join(', ')));
  const rows = states.map(
    (state) =>
      html`<tr><th scope="row"><span class="key ${state.tone}" aria-hidden="true"></span>${nameOf(state)}</th><td class="number">${state.count}</td></tr>`,
  );
  const heads = (['state', 'count'] as const).map((name) => say(sayCampaign(name)));
  return html`<h2>${title}</h2>
${
  total === 0
    ? html`<p>${say(sayCampaign('nothing'))}</p>`
    : html`<svg role="img" aria-label="${label}" viewBox="0 0 ${CHART_WIDTH} 24" preserveAspectRatio="none" height="24">${parts}</svg>
${table(heads, rows, title)}`
}`;
};

const throughputView = ({ width, counts }: Steps, say: Say): Html | string => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return '';
  const most = Math.max(...counts);
  const title = say(sayCampaign('throughput'));
  const label = say(sayCampaign('throughputChart', total, describeSeconds(width / 1000), most));
  const step = CHART_WIDTH / counts.length;
  const bars = counts.map((count, at) => {
    const height = (count / most) * BAR_HEIGHT;
    return html`<rect class="bar" x="${(at * step).toFixed(2)}" y="${(BAR_HEIGHT - height).toFixed(2)}" width="${(step * 0.9).toFixed(2)}" height="${height.toFixed(2)}"/>`;
  });
  const rows = counts.map(
    (count, at) =>
      html`<tr><th scope="row">${say(describeSeconds((at * width) / 1000))}</th><td class="number">${count}</td></tr>`,
  );
  const values = say(sayCampaign('values'));
  const heads = (['from', 'ended'] as const).map((name) => say(sayCampaign(name)));
  return html`<h2>${title}</h2><figure>
<svg role="img" aria-label="${label}" viewBox="0 0 ${CHART_WIDTH} ${BAR_HEIGHT}" preserveAspectRatio="none" height="${BAR_HEIGHT}">${bars}</svg>
<figcaption>${label}</figcaption></figure>
<details><summary>${values}</summary>${table(heads, rows, values)}</details>`;
};

const codeRow = ({ outcome, code, count, first }: CodeTotal, say: Say): Html => {
  const found = findExplanation(code);
  const more = count > first.length ? ', …' : '';
  const shown = first.map((one) => printable(one, LONGEST_NAME)).join(', ');
  return html`<tr><th scope="row"><code>${printable(code, LONGEST_NAME)}</code></th><td>${say(outcome)}</td>
<td class="number">${count}</td><td class="first">${shown}${more}</td>
<td>${found ? say(found.meaning) : say(sayCampaign('seeResults'))}</td><td>${found?.next ? say(found.next) : ''}</td></tr>`;
};

const codesView = ({ codes, firstName }: ReportFacts, say: Say): Html => {
  const title = say(sayCampaign('codes'));
  const word = (name: 'code' | 'outcome' | 'count' | 'meaning' | 'next') => say(sayCampaign(name));
  const heads = [word('code'), word('outcome'), word('count'), say(firstName), word('meaning'), word('next')];
  return html`<h2>${title}</h2>
${
  codes.length === 0
    ? html`<p>${say(sayCampaign('noCodes'))}</p>`
    : table(
        heads,
        codes.map((code) => codeRow(code, say)),
        title,
      )
}`;
};

const nextView = ({ next }: ReportFacts, say: Say): Html => html`<h2>${say(sayCampaign('commands'))}</h2>
${next.length === 0 ? html`<p>${say(sayCampaign('done'))}</p>` : ''}
${next.map(({ why, command }) => {
  const reason = printableLines(say(why));
  const words = command === undefined ? undefined : printableLines(say(command));
  return html`<p>${reason}</p>${words === undefined ? '' : html`<pre tabindex="0" role="group" aria-label="${reason}">${words}</pre>`}`;
})}`;

/** The report of a run as one page of HTML that needs nothing else; everything in it that comes from outside is escaped. */
export async function renderReport(facts: ReportFacts, times: RunTimes, language: Language): Promise<string> {
  const say: Say = (wording) => inLanguage(wording, language);
  const { input, started, milliseconds, steps } = times;
  const begun = started.toISOString();
  const title = say(facts.title);
  const page = await html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · wxpay</title>
${STYLE}
</head>
<body><main>
<h1>${title}</h1>
<p>${printable(say(facts.end))}</p>
<dl><dt>${say(sayCampaign('input'))}</dt><dd>${printable(input)}</dd>
<dt>${say(sayCampaign('begun'))}</dt><dd><time datetime="${begun}">${begun.slice(0, 19).replace('T', ' ')} UTC</time></dd>
<dt>${say(sayCampaign('duration'))}</dt><dd>${say(describeSeconds(milliseconds / 1000))}</dd></dl>
${statesView(facts.states, say)}
${throughputView(steps, say)}
${codesView(facts, say)}
${nextView(facts, say)}
</main></body>
</html>
`;
  return String(page);
}
