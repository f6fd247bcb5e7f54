/** What is said of the encoding of an input. */
export const encoding = {
  detected: (name: string, found: string) => `${name}: read as ${found}`,
  workbook: () => 'the input is an Excel workbook; expected CSV or NDJSON',
  bigEndian: () => 'the input is in UTF-16BE; expected UTF-8, GB18030 or UTF-16LE',
  neither: (line: number) => `line ${line} is neither UTF-8 nor GB18030`,
  mixed: (line: number) => `line ${line} is not in UTF-8, while others are`,
  saveAsCsv: () => 'In Excel: File, Save As, "CSV UTF-8 (Comma delimited)". Nothing was sent.',
  headerNotIn: (name: string) => `the CSV header is not in ${name}`,
  rowNotIn: (name: string) => `it is not in ${name}`,
};
