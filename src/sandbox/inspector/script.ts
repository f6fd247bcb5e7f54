/** The script of the page, which the build puts here; the page is complete without it, only not live. */
export const SCRIPT = '';
