/** Why the system refused something; what it says itself is English already. */
export const system = {
  reason: (message: string, _code: string | undefined) => message,
};
