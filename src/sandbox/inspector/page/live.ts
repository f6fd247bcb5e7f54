import { Idiomorph } from 'idiomorph';

/** Keeps the page up to date: whenever the sandbox says that something has changed, it is read again and compared. */
const main = document.querySelector('main');
const connection = document.querySelector<HTMLElement>('#connection');

let isReading = false;
let isStale = false;

const show = (isLive: boolean): void => {
  if (connection) connection.textContent = (isLive ? connection.dataset['live'] : connection.dataset['offline']) ?? '';
};

const refresh = async (): Promise<void> => {
  isStale = true;
  if (isReading) return;
  isReading = true;
  try {
    while (isStale) {
      isStale = false;
      const response = await fetch(location.href);
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const fresh = page.querySelector('main');
      // What has the focus keeps it, and what is being typed stays.
      if (main && fresh) Idiomorph.morph(main, fresh.innerHTML, { morphStyle: 'innerHTML', ignoreActiveValue: true });
    }
  } catch {
    show(false);
  } finally {
    isReading = false;
  }
};

const search = async (form: HTMLFormElement): Promise<void> => {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) query.set(name, String(value));
  history.replaceState(null, '', `/?${query}`);
  await refresh();
};

let typing = 0;
document.addEventListener('input', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.id !== 'search' || !target.form) return;
  const { form } = target;
  clearTimeout(typing);
  typing = window.setTimeout(() => void search(form), 150);
});

document.addEventListener('submit', (event) => {
  const { target: form } = event;
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  if (form.getAttribute('method') !== 'post') {
    void search(form);
    return;
  }
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.set(name, String(value));
  // Not form.action: a field of that name hides it.
  void fetch(form.getAttribute('action') ?? '', { method: 'POST', body, redirect: 'manual' }).then(async (response) => {
    const problem = response.type === 'opaqueredirect' || response.ok ? '' : await response.text();
    if (connection && problem !== '') connection.textContent = problem;
    await refresh();
  });
});

const events = new EventSource('/__sandbox/events');
events.addEventListener('open', () => {
  show(true);
  void refresh();
});
events.addEventListener('error', () => show(false));
events.addEventListener('change', () => void refresh());
