/** The code that Node gives an error, such as `ENOENT`; `undefined` for what has none. */
export function systemCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
