/**
 * Characters that nobody sees and WeChat Pay refuses (错误码 268435461): blanks, the full-width one too, controls, BOM,
 * zero-width ones.
 */
export const INVISIBLE: RegExp = /[\s\p{C}]/u;
