/** One property of a value that may be anything; never one that it inherits. */
export function part(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
}
