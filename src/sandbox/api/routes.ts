import { CERTIFICATES_PATH, matchPath } from '../../apiv3/path.js';
import { CALL_NAMES, CALLS, type CallName, type ValuesOf } from '../../insurance/api.js';

/** A call of the insurance API, with the values in its path. */
export type CallRoute<N extends CallName = CallName> = {
  [Name in N]: { kind: 'call'; name: Name; values: ValuesOf<Name> };
}[N];

/** What a request asks for. `problem` is a target whose percent-encoding cannot be read. */
export type Route = CallRoute | { kind: 'certificates' } | { kind: 'unknown' } | { kind: 'malformed'; problem: string };

const decodeSegments = (path: string): string[] | undefined => {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
};

function callRoute<N extends CallName>(name: N, segments: readonly string[]): CallRoute<N> | undefined;
/** Typed above: the values are those of the path that the name stands for. */
function callRoute(name: CallName, segments: readonly string[]): object | undefined {
  const values = matchPath(CALLS[name].path, segments);
  return values && { kind: 'call', name, values };
}

/**
 * Finds the call that a method and a raw request target name. Segments are decoded one by one: clients encode `|` and
 * `*` differently, and `%2F` is no separator. A query string does no harm.
 */
export function findRoute(method: string, target: string): Route {
  const [path = ''] = target.split('?');
  const [root, ...segments] = decodeSegments(path) ?? [];
  if (root === undefined) return { kind: 'malformed', problem: `${path} is not percent-encoded UTF-8` };
  if (root !== '') return { kind: 'unknown' };
  if (method === 'GET' && matchPath(CERTIFICATES_PATH, segments)) return { kind: 'certificates' };
  for (const name of CALL_NAMES) {
    const route = CALLS[name].method === method ? callRoute(name, segments) : undefined;
    if (route) return route;
  }
  return { kind: 'unknown' };
}
