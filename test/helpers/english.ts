/** Programs whose call may stand in a text; `wxpay` only before one of its own words, as it is a name as well. */
const CALL =
  /(?:^|(?<=[^\w-]))(?:(?:openssl|curl|npm|npx|node|chmod|chown|iconv|timedatectl|unset|export|kill|date|ls|cat|sed|grep|split|head|tail) [\x20-\x7e]*|wxpay (?:--?[a-z]|<|(?:insurance|request|notify|certs|config|sandbox|explain|completion|help)\b)[\x20-\x7e]*)/g;

/** What is quoted: a value, a message of somebody else, a name. */
const QUOTED = /"(?:[^"\\]|\\.)*"|(?<![a-z])'[^'\n]*'|`[^`\n]*`|“[^”]*”|「[^」]*」|<[^>\n]*>/g;

/** JSON on a line of its own, and the lines of an indented object or list. */
const JSON_LINE = /^\s*(?:[{[].*[}\]],?|[{}[\]],?|"[^"]*": .*)$/;

/** Neither a name with a capital within, nor an abbreviation, nor a part of a path, an option, a field or a number. */
const WORD = "(?<![\\w./@=:$%+-])(?:[A-Za-z]?[a-z]+(?:[-’'][a-z]+)*|I|A)(?![\\w/@=$%+(-]|\\.\\w)";

const SENTENCE = new RegExp(`${WORD}(?:[:;]?[ \\t]${WORD}){2,}`, 'g');

/**
 * The English in a text that should be Chinese: every run of three or more words on one line. What is quoted, JSON,
 * calls of commands, names, fields, options, codes, abbreviations, paths and addresses are not words.
 */
export function englishIn(text: string): string[] {
  const lines = text.split('\n').filter((line) => !JSON_LINE.test(line));
  return lines.flatMap((line) => line.replace(QUOTED, '§').replace(CALL, '§').match(SENTENCE) ?? []);
}

/** The Chinese in a text that should be English: every run of Chinese characters or punctuation. */
export function chineseIn(text: string): string[] {
  return text.match(/[\p{Script=Han}，。；：？！（）“”《》、]+/gu) ?? [];
}
