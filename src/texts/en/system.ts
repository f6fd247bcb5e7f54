/** Why the system refused something; what it says itself is English already. */
export const system = {
  reason: (message: string, code: string | undefined) =>
    code?.startsWith('PROXY_') ? `the proxy: ${message}` : message,
};
