import type { Orders } from '../api/order-service.js';
import type { RequestLog } from '../control/request-log.js';
import type { FaultPlan } from '../faults/fault-plan.js';
import type { Notifier } from '../notifications/notifier.js';
import type { PageLanguage, Say } from './words.js';

/** What the page shows: the same that the controls answer. */
export interface InspectorSources {
  log: RequestLog;
  orders: Orders;
  notifier: Pick<Notifier, 'sent'>;
  faults: FaultPlan;
}

/** How one page is shown. */
export interface View {
  language: PageLanguage;
  say: Say;
  /** The query of the page. */
  query: URLSearchParams;
  /** Lets forms of this page change things. */
  token: string;
  /** The URL of a page, in the same language. */
  link: (parameters: Readonly<Record<string, string>>) => string;
  /** The URL of this page. */
  here: string;
}
