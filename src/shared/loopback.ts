/** Whether a host as `URL.hostname` gives it is this machine: `localhost`, 127.0.0.0/8, `[::1]`. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  // Not `net.isIP`: its pattern for IPv6 costs more than all else here, and URL has put IPv4 into dotted form already.
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
