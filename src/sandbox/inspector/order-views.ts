import type { InsuranceOrder } from '../../insurance/schema.js';
import { clock, type Html, html, visible } from '../../shared/html.js';
import type { SeenRequest } from '../control/request-log.js';
import type { NotificationAttempt, SentNotification } from '../notifications/notification-log.js';
import type { View } from './view.js';

/** A form of one button that changes something. */
const action = (view: View, fields: Readonly<Record<string, string>>, label: string, name: string): Html => html`
  <form method="post" action="/__sandbox/inspector">
    <input type="hidden" name="token" value="${view.token}"><input type="hidden" name="back" value="${view.here}">
    ${Object.entries(fields).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`)}
    <button aria-label="${name}">${label}</button>
  </form>`;

const orderActions = (order: InsuranceOrder, view: View): Html => {
  const { out_order_no: no, claimed_count: claimed = 0, max_claim_count: most = 0 } = order;
  const set = (state: string) =>
    order.order_receive_state === state ? '' : action(view, { action: 'state', no, state }, state, `${state}: ${no}`);
  const canClaim = order.order_receive_state === 'RECEIVED' && claimed < most;
  const claim = () =>
    action(view, { action: 'claim', no, count: String(claimed + 1) }, view.say('claim'), `${view.say('claim')}: ${no}`);
  return html`${set('RECEIVED')}${set('FAILED')}${canClaim ? claim() : ''}`;
};

const orderRow = (order: InsuranceOrder, view: View): Html => html`
  <tr id="order-${order.order_id}">
    <td class="text"><a href="${view.link({ order: order.out_order_no })}">${visible(order.out_order_no)}</a></td>
    <td class="text wide-only">${visible(order.openid)}</td>
    <td>${visible(order.order_receive_state)}</td>
    <td class="wide-only">${order.claimed_count} / ${order.max_claim_count}</td>
    <td>${orderActions(order, view)}</td>
  </tr>`;

/** The newest orders, with buttons that change their state. */
export function ordersView(
  { orders, damaged }: { orders: readonly InsuranceOrder[]; damaged: readonly { file: string; problem: string }[] },
  view: View,
): Html {
  const { say } = view;
  const newest = orders.slice(-100).reverse();
  return html`
    <h2>${say('orders')}</h2>
    ${
      newest.length === 0
        ? html`<p>${say('none')}</p>`
        : html`<p class="dim">${say('newest')}</p><div class="scroll" role="region" aria-label="${say('orders')}" tabindex="0"><table>
      <thead><tr><th scope="col">${say('order')}</th><th scope="col" class="wide-only">${say('openid')}</th><th scope="col">${say('state')}</th>
        <th scope="col" class="wide-only">${say('claims')}</th><th scope="col">${say('actions')}</th></tr></thead>
      <tbody>${newest.map((order) => orderRow(order, view))}</tbody></table></div>`
    }
    ${
      damaged.length === 0
        ? ''
        : html`<h3>${say('damaged')}</h3><ul>${damaged.map(({ problem }) => html`<li class="mono">${visible(problem)}</li>`)}</ul>`
    }`;
}

const attemptText = ({ attempt, status, error, body }: NotificationAttempt, { say }: View): string =>
  visible(`${attempt}: ${status ?? error ?? say('noResponse')}${body === '' ? '' : ` ${body.slice(0, 500)}`}`);

const resend = (sent: SentNotification, view: View): Html | string =>
  sent.state === 'held-back'
    ? ''
    : action(view, { action: 'resend', id: sent.id }, view.say('resend'), `${view.say('resend')}: ${sent.id}`);

const notificationRow = (sent: SentNotification, view: View): Html => html`
  <tr id="notification-${sent.id}">
    <td class="text wide-only">${sent.id}</td>
    <td class="text"><a href="${view.link({ order: sent.out_order_no })}">${visible(sent.out_order_no)}</a><br>${sent.order_receive_state}</td>
    <td class="text wide-only">${visible(sent.url)}</td>
    <td><span class="${sent.state === 'taken' ? 'good' : 'bad'}">${sent.state}</span>
      ${sent.reason ? html`<p>${visible(sent.reason)}</p>` : ''}
      <ol class="plain">${sent.attempts.map((attempt) => html`<li class="mono">${clock(attempt.at)} ${attemptText(attempt, view)}</li>`)}</ol></td>
    <td>${resend(sent, view)}</td>
  </tr>`;

/** The newest notifications, each with its attempts and what the receiver answered. */
export function notificationsView(sent: readonly SentNotification[], view: View): Html {
  const { say } = view;
  const newest = sent.slice(-100).reverse();
  if (newest.length === 0) return html`<h2>${say('notifications')}</h2><p>${say('none')}</p>`;
  return html`
    <h2>${say('notifications')}</h2><p class="dim">${say('newest')}</p>
    <div class="scroll" role="region" aria-label="${say('notifications')}" tabindex="0"><table>
      <thead><tr><th scope="col" class="wide-only">ID</th><th scope="col">${say('order')}</th><th scope="col" class="wide-only">${say('url')}</th>
        <th scope="col">${say('attempts')}</th><th scope="col">${say('actions')}</th></tr></thead>
      <tbody>${newest.map((one) => notificationRow(one, view))}</tbody></table></div>`;
}

const isAbout = ({ target, body }: SeenRequest, no: string): boolean =>
  target.split('?')[0]?.endsWith(`/${encodeURIComponent(no)}`) === true || body.includes(JSON.stringify(no));

/** What happened to one order, from the first request to the notification that was taken. */
export function orderView(
  order: InsuranceOrder,
  requests: readonly SeenRequest[],
  sent: readonly SentNotification[],
  view: View,
): Html {
  const { say } = view;
  const no = order.out_order_no;
  const mine = sent.filter(({ out_order_no }) => out_order_no === no);
  const moments: { at: string; what: Html }[] = [
    ...requests
      .filter((entry) => isAbout(entry, no))
      .map((entry) => ({
        at: entry.at,
        what: html`<a href="${view.link({ request: String(entry.id) })}">${entry.method} ${visible(entry.target)}</a> → ${entry.status ?? say('noResponse')} ${visible(entry.reason ?? '')}`,
      })),
    ...mine.flatMap((one) =>
      one.attempts.map((attempt) => ({
        at: attempt.at,
        what: html`${one.id} (${one.order_receive_state}) → ${visible(one.url)} ${attemptText(attempt, view)}`,
      })),
    ),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  return html`
    <h2>${say('order')} <span class="mono">${visible(no)}</span></h2>
    <div class="scroll"><table><tbody>${Object.entries(order).map(
      ([name, value]) => html`<tr><th scope="row">${name}</th><td class="text">${visible(String(value))}</td></tr>`,
    )}</tbody></table></div>
    <h3>${say('actions')}</h3>
    ${orderActions(order, view)}${mine.map((one) => resend(one, view))}
    <h3>${say('timeline')}</h3>
    <ol class="plain">${moments.map(({ at, what }) => html`<li>${clock(at)} <span class="mono">${what}</span></li>`)}</ol>
    ${mine.map((one) => (one.reason ? html`<p class="bad">${one.id}: ${visible(one.reason)}</p>` : ''))}`;
}

/** The faults that are queued, and a form for another one. */
export function faultsView(
  {
    queued,
    rules,
    known,
  }: { queued: readonly string[]; rules: readonly { name: string; probability: number }[]; known: readonly string[] },
  view: View,
): Html {
  const { say } = view;
  return html`
    <h2>${say('faults')}</h2>
    <form method="post" action="/__sandbox/inspector">
      <input type="hidden" name="token" value="${view.token}"><input type="hidden" name="back" value="${view.here}">
      <input type="hidden" name="action" value="fault">
      <label for="fault">${say('faults')}</label>
      <select id="fault" name="fault">${known.map((name) => html`<option>${name}</option>`)}</select>
      <button>${say('queue')}</button>
    </form>
    <h3>${say('queued')}: ${queued.length}</h3>
    <ol>${queued.slice(0, 100).map((name) => html`<li>${name}</li>`)}</ol>
    ${queued.length === 0 ? '' : action(view, { action: 'clear' }, say('clear'), say('clear'))}
    ${
      rules.length === 0
        ? ''
        : html`<h3>${say('byShare')}</h3><ul>${rules.map(({ name, probability }) => html`<li>${name}: ${probability}</li>`)}</ul>`
    }`;
}
