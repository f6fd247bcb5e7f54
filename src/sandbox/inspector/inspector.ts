import type { SandboxRequest } from '../api/read-request.js';
import type { SandboxResponse, WireResponse } from '../api/response-writer.js';
import { CONTROL_PREFIX, type Control } from '../control/control.js';
import type { InspectorSources } from './view.js';

/** The page at `/`, and what belongs to it. */
export interface Inspector {
  /** Whether a request is for the page: `/` without a signature, its style and script, and its forms. */
  serves(request: SandboxRequest): boolean;
  /** The token in the body of a form. */
  formToken(request: SandboxRequest): string;
  respond(request: SandboxRequest): Promise<WireResponse>;
}

const FORM = `${CONTROL_PREFIX}inspector`;
const STYLE_PATH = `${FORM}.css`;
const SCRIPT_PATH = `${FORM}.js`;

/** Nothing comes from elsewhere, nothing is run that is not the page's own file, and no other page shows this one. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // With no-referrer browsers would send `Origin: null` with the page's own forms.
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

const file = (type: string, text: string): WireResponse => ({
  status: 200,
  headers: { ...HEADERS, 'Content-Type': `${type}; charset=utf-8` },
  body: Buffer.from(text),
});

/** A page of this server, whatever a form says. */
const localPage = (text: string | null): string => (text !== null && /^\/\?[\w=&%.*+-]*$/.test(text) ? text : '/');

const controlRequest = (form: URLSearchParams): { method: string; path: string; body: unknown } | undefined => {
  const value = (name: string): string => form.get(name) ?? '';
  const order = `orders/${encodeURIComponent(value('no'))}`;
  switch (form.get('action')) {
    case 'state':
      return { method: 'PATCH', path: order, body: { order_receive_state: value('state') } };
    case 'claim':
      return { method: 'PATCH', path: order, body: { claimed_count: Number(value('count')) } };
    case 'resend':
      return { method: 'POST', path: `notifications/${encodeURIComponent(value('id'))}/resend`, body: {} };
    case 'fault':
      return { method: 'POST', path: 'faults', body: { faults: [value('fault')] } };
    case 'clear':
      return { method: 'DELETE', path: 'faults', body: {} };
    default:
      return undefined;
  }
};

/**
 * The inspector: HTML that is written here, complete without its script, which only keeps it up to date. Its forms go
 * through the controls.
 * @param token what the forms of the page carry
 */
export function createInspector(sources: InspectorSources, control: Control, token: string): Inspector {
  const formOf = ({ body }: SandboxRequest): URLSearchParams => new URLSearchParams(body.toString('utf8'));

  const submit = async (request: SandboxRequest): Promise<WireResponse> => {
    const form = formOf(request);
    const asked = controlRequest(form);
    const refused: SandboxResponse = { status: 400, body: { code: 'INVALID_REQUEST', message: 'unknown action' } };
    const answered = asked
      ? await control({
          ...request,
          method: asked.method,
          target: `${CONTROL_PREFIX}${asked.path}`,
          body: Buffer.from(JSON.stringify(asked.body)),
        })
      : refused;
    if (answered.status >= 400) {
      return { ...file('application/json', JSON.stringify(answered.body)), status: answered.status };
    }
    const headers = { ...HEADERS, Location: localPage(form.get('back')) };
    return { status: 303, headers, body: Buffer.alloc(0) };
  };

  const page = async ({ target, headers }: SandboxRequest): Promise<WireResponse> => {
    const query = new URLSearchParams(target.split('?')[1] ?? '');
    const asked = query.get('lang') ?? headers['accept-language'] ?? '';
    const { renderPage } = await import('./page.js');
    return file('text/html', await renderPage(sources, query, asked.startsWith('zh') ? 'zh' : 'en', token));
  };

  return {
    serves: ({ method, target, headers }) => {
      const [path] = target.split('?');
      if (path === FORM) return method === 'POST';
      if (method !== 'GET') return false;
      return path === STYLE_PATH || path === SCRIPT_PATH || (path === '/' && headers.authorization === undefined);
    },
    formToken: (request) => (request.method === 'POST' ? (formOf(request).get('token') ?? '') : ''),
    respond: async (request) => {
      if (request.method === 'POST') return submit(request);
      switch (request.target.split('?')[0]) {
        case STYLE_PATH:
          return file('text/css', (await import('./style.js')).STYLE);
        case SCRIPT_PATH:
          return file('text/javascript', (await import('./script.js')).SCRIPT);
        default:
          return page(request);
      }
    },
  };
}
