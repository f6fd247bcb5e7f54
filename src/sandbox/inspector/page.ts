import { type Html, html } from '../../shared/html.js';
import { FAULT_NAMES, NO_FAULT } from '../faults/fault-plan.js';
import { faultsView, notificationsView, ordersView, orderView } from './order-views.js';
import { PAGE_SIZE, requestsView, requestView } from './request-views.js';
import type { InspectorSources, View } from './view.js';
import { type PageLanguage, sayIn } from './words.js';

const VIEWS = ['requests', 'orders', 'notifications', 'faults'] as const;

const toId = (text: string | null): number | undefined =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

const content = async ({ log, orders, notifier, faults }: InspectorSources, view: View): Promise<Html> => {
  const { query, say } = view;
  const missing = html`<h2>${say('notFound')}</h2>`;
  if (query.has('request')) {
    const found = log.find(toId(query.get('request')) ?? 0);
    return found ? requestView(found, view) : missing;
  }
  const number = query.get('order');
  if (number !== null) {
    const order = await orders.find(number);
    return order ? orderView(order, log.query({ search: number, limit: 500 }), notifier.sent(), view) : missing;
  }
  switch (query.get('view')) {
    case 'orders':
      return ordersView(await orders.list(), view);
    case 'notifications':
      return notificationsView(notifier.sent(), view);
    case 'faults':
      return faultsView({ queued: faults.queued(), rules: faults.rules, known: [...FAULT_NAMES, NO_FAULT] }, view);
    default: {
      const search = query.get('search') ?? '';
      return requestsView(log.query({ limit: PAGE_SIZE, search, before: toId(query.get('before')) }), view);
    }
  }
};

const currentView = (query: URLSearchParams): string =>
  query.has('order') ? 'orders' : (VIEWS.find((name) => name === query.get('view')) ?? 'requests');

/** The page that a query asks for, as HTML that is complete without its script. */
export async function renderPage(
  sources: InspectorSources,
  query: URLSearchParams,
  language: PageLanguage,
  token: string,
): Promise<string> {
  const say = sayIn(language);
  const link = (parameters: Readonly<Record<string, string>>, lang = language): string =>
    `/?${new URLSearchParams({ ...parameters, lang }).toString()}`;
  const { lang: _, ...rest } = Object.fromEntries(query);
  const view: View = { language, say, query, token, link, here: link(rest) };
  const current = currentView(query);
  const other: PageLanguage = language === 'zh' ? 'en' : 'zh';
  const page = await html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${say(VIEWS.find((name) => name === current) ?? 'requests')} · ${say('title')}</title>
  <link rel="icon" href="data:,"><link rel="stylesheet" href="/__sandbox/inspector.css">
  <script type="module" src="/__sandbox/inspector.js"></script>
</head>
<body>
  <a class="skip" href="#main">${say('skip')}</a>
  <header>
    <h1>${say('title')}</h1>
    <nav aria-label="${say('views')}"><ul>${VIEWS.map(
      (name) =>
        html`<li><a href="${link({ view: name })}"${name === current ? html` aria-current="page"` : ''}>${say(name)}</a></li>`,
    )}<li><a href="${link(rest, other)}" lang="${other === 'zh' ? 'zh-CN' : 'en'}">${say('language')}</a></li></ul></nav>
    <p id="connection" role="status" data-live="${say('live')}" data-offline="${say('offline')}">${say('reload')}</p>
  </header>
  <main id="main" tabindex="-1">${await content(sources, view)}</main>
</body>
</html>
`;
  return String(page);
}
