import { clock, type Html, html, visible } from '../../shared/html.js';
import type { Check, SigningComparison } from '../api/authenticate.js';
import type { SeenRequest } from '../control/request-log.js';
import { compareTexts, type Part } from './differences.js';
import type { View } from './view.js';

/** How many requests are on one page. */
export const PAGE_SIZE = 100;

const statusOf = ({ status, code }: SeenRequest, { say }: View): Html =>
  html`<span class="${status !== null && status < 400 ? 'good' : 'bad'}">${status ?? say('noResponse')}${code ? ` ${code}` : ''}</span>`;

const row = (entry: SeenRequest, view: View): Html => html`
  <tr id="request-${entry.id}">
    <td>${clock(entry.at)}</td>
    <td>${entry.method}</td>
    <td class="text"><a href="${view.link({ request: String(entry.id) })}">${visible(entry.target).slice(0, 300)}</a></td>
    <td>${statusOf(entry, view)}</td>
    <td class="wide-only">${entry.fault ? `fault ${entry.fault}` : visible(entry.reason ?? '')}</td>
  </tr>`;

/** The requests of late, newest first, with a search. */
export function requestsView(found: readonly SeenRequest[], view: View): Html {
  const { say, query } = view;
  const [oldest] = found;
  const search = query.get('search') ?? '';
  return html`
    <h2>${say('requests')}</h2>
    <form class="search" method="get" action="/" role="search">
      <input type="hidden" name="lang" value="${view.language}">
      <label for="search">${say('search')}</label>
      <input id="search" type="search" name="search" value="${search}" placeholder="${say('searchHint')}" autocomplete="off">
      <button>${say('search')}</button>
    </form>
    ${
      oldest === undefined
        ? html`<p>${say('none')}</p>`
        : html`<p class="dim">${say('newest')}</p>
    <div class="scroll" role="region" aria-label="${say('requests')}" tabindex="0">
    <table>
      <thead><tr><th scope="col">${say('time')}</th><th scope="col">${say('method')}</th><th scope="col">${say('path')}</th>
        <th scope="col">${say('status')}</th><th scope="col" class="wide-only">${say('reason')}</th></tr></thead>
      <tbody>${[...found].reverse().map((entry) => row(entry, view))}</tbody>
    </table></div>
    ${
      found.length < PAGE_SIZE
        ? ''
        : html`<p><a href="${view.link({ search, before: String(oldest.id) })}">${say('older')}</a></p>`
    }`
    }`;
}

const MARKS = {
  true: ['✓', 'good', 'passed'],
  false: ['✗', 'bad', 'failed'],
  null: ['–', 'dim', 'notReached'],
} as const;

const checkItem = ({ name, passed, note }: Check, { say }: View): Html => {
  const [mark, tone, word] = MARKS[`${passed}`];
  return html`<li><span class="${tone}"><span aria-hidden="true">${mark}</span> ${name}: ${say(word)}</span>${note ? ` — ${visible(note)}` : ''}</li>`;
};

const marked = (lines: readonly Part[][]): Html[] =>
  lines.map(
    (parts) =>
      html`${parts.map(({ text, differs }) => (differs ? html`<mark>${visible(text)}</mark>` : html`${visible(text)}`))}\n`,
  );

const comparison = ({ expected, signed }: SigningComparison, { say }: View): Html => {
  const [one, other] = compareTexts(expected, signed ?? expected);
  const second =
    signed === null
      ? html`<p>${say('unknownMessage')}</p>`
      : html`<pre tabindex="0" role="group" aria-label="${say('signed')}">${marked(other)}</pre>`;
  return html`<div class="pair">
    <div><h3>${say('expected')}</h3><pre tabindex="0" role="group" aria-label="${say('expected')}">${marked(one)}</pre></div>
    <div><h3>${say('signed')}</h3>${second}</div>
  </div>`;
};

/** One request with its checks, and the message that should have been signed beside the one that was. */
export function requestView(entry: SeenRequest, view: View): Html {
  const { say } = view;
  const block = (name: string, text: string) =>
    html`<h3>${name}</h3><pre tabindex="0" role="group" aria-label="${name}">${visible(text)}</pre>`;
  return html`
    <h2>${say('request')} ${entry.id}</h2>
    <p class="mono">${clock(entry.at)} ${entry.method} ${visible(entry.target)} → ${statusOf(entry, view)}
      ${entry.fault ? `fault ${entry.fault}` : ''}${entry.ms === null ? '' : ` ${entry.ms} ms`}</p>
    ${entry.reason ? html`<p class="bad">${visible(entry.reason)}</p>` : ''}
    <h3>${say('checks')}</h3>
    <ul class="plain">${entry.checks.map((check) => checkItem(check, view))}</ul>
    ${entry.signing ? comparison(entry.signing, view) : ''}
    <h3>${say('headers')}</h3>
    <div class="scroll"><table><tbody>${Object.entries(entry.headers).map(
      ([name, value]) => html`<tr><th scope="row">${visible(name)}</th><td class="text">${visible(value)}</td></tr>`,
    )}</tbody></table></div>
    ${block(say('body'), entry.body)}
    ${block(say('response'), entry.response)}`;
}
