/** What a request asks for. `problem` is a target whose percent-encoding cannot be read. */
export type Route =
  | { call: 'create' }
  | { call: 'get'; outOrderNo: string }
  | { call: 'qualification'; openid: string }
  | { call: 'certificates' }
  | { call: 'unknown' }
  | { call: 'malformed'; problem: string };

const decodeSegments = (path: string): string[] | undefined => {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
};

/**
 * Finds the call that a method and a raw request target name. Segments are decoded one by one: clients encode `|` and
 * `*` differently, and `%2F` is no separator. A query string does no harm.
 */
export function findRoute(method: string, target: string): Route {
  const [path = ''] = target.split('?');
  const segments = decodeSegments(path);
  if (!segments) return { call: 'malformed', problem: `${path} is not percent-encoded UTF-8` };
  const [, version, service, resource, value, ...rest] = segments;
  if (version !== 'v3' || rest.length > 0) return { call: 'unknown' };
  if (service === 'certificates' && resource === undefined && method === 'GET') return { call: 'certificates' };
  if (service !== 'hire-power-bank') return { call: 'unknown' };
  if (resource === 'insurance-orders') {
    if (value === undefined && method === 'POST') return { call: 'create' };
    if (value && method === 'GET') return { call: 'get', outOrderNo: value };
  }
  if (resource === 'user-qualifications' && value && method === 'GET') return { call: 'qualification', openid: value };
  return { call: 'unknown' };
}
