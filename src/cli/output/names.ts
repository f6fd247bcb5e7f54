/** The formats of `--output`; their writers are in `formats.ts`. */
export const OUTPUT_NAMES = ['table', 'json', 'ndjson'] as const;

/** One format of `--output`. */
export type OutputName = (typeof OUTPUT_NAMES)[number];
