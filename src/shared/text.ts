/** The languages that people are spoken to in. */
export const LANGUAGES = ['zh', 'en'] as const;

/** One of the languages. */
export type Language = (typeof LANGUAGES)[number];

/** What a person reads, in every language: whoever prints it chooses. */
export type Text = Readonly<Record<Language, string>>;

/** A text, or what reads the same in every language: a file name, a number, what a server said. */
export type Wording = Text | string;

const inEvery = (make: (language: Language) => string): Text => ({ zh: make('zh'), en: make('en') });

/** A wording in one language. */
export function inLanguage(wording: Wording, language: Language): string {
  return typeof wording === 'string' ? wording : wording[language];
}

/** What reads the same in every language: a name, a number, a command, what a server said. */
export function verbatim(words: string): Text {
  return inEvery(() => words);
}

/** A wording as a text. */
export function toText(wording: Wording): Text {
  return inEvery((language) => inLanguage(wording, language));
}

/**
 * Wordings one after the other; those that are `undefined` are left out.
 * @param separator what stands between two
 */
export function joinWordings(wordings: readonly (Wording | undefined)[], separator: Wording = ' '): Text {
  const given = wordings.filter((wording) => wording !== undefined);
  return inEvery((language) =>
    given.map((wording) => inLanguage(wording, language)).join(inLanguage(separator, language)),
  );
}

/** Makes a text of the values that a template needs. */
export type Say<Values extends Record<string, readonly unknown[]>> = <Name extends keyof Values>(
  name: Name,
  ...values: Values[Name]
) => Text;

/** The texts of a subject in one language. */
type Table<Values extends Record<string, readonly unknown[]>> = {
  readonly [Name in keyof Values]: (...values: Values[Name]) => string;
};

/**
 * Joins the tables of a subject, one a language, to a function that makes its texts: `say('fileNotFound', path)`. The
 * English table declares the names and their values; a name that another one lacks does not compile.
 */
export function createTexts<Values extends Record<string, readonly unknown[]>>(
  tables: { readonly en: Table<Values> } & Readonly<Record<Language, NoInfer<Table<Values>>>>,
): Say<Values> {
  return (name, ...values) => inEvery((language) => tables[language][name](...values));
}
