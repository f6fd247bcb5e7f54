/** `_name_` and `$name$` are names that JavaScript can spell without quotes for the placeholder `{name}`. */
const PLACEHOLDER = /^(?:_([A-Za-z0-9_]+)_|\$([A-Za-z0-9_]+)\$|\{([A-Za-z0-9_]+)\})$/;

const placeholder = (segment: string): string | undefined => {
  const [, underscored, dollared, braced] = PLACEHOLDER.exec(segment) ?? [];
  const name = underscored ?? dollared ?? braced;
  return name === undefined ? undefined : `{${name}}`;
};

/**
 * The path segment that a property name stands for: `hirePowerBank` → `hire-power-bank`, `_out_order_no_` and
 * `$out_order_no$` → `{out_order_no}`.
 */
export function segmentOf(property: string): string {
  return placeholder(property) ?? property.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The segments of a path that is given as text, slashes at its ends dropped. Only placeholders are recognised: a path
 * may hold values, and their letter case must stay.
 */
export function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => placeholder(segment) ?? segment);
}
