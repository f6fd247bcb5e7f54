/** 关于输入文件编码的说明。 */
export const encoding = {
  detected: (name: string, found: string) => `${name}：按 ${found} 读取`,
  workbook: () => '输入是 Excel 工作簿，应为 CSV 或 NDJSON',
  bigEndian: () => '输入的编码是 UTF-16BE，应为 UTF-8、GB18030 或 UTF-16LE',
  neither: (line: number) => `第 ${line} 行既不是 UTF-8，也不是 GB18030`,
  mixed: (line: number) => `第 ${line} 行不是 UTF-8，而其他行是`,
  saveAsCsv: () => '请在 Excel 中选择“文件 > 另存为 > CSV UTF-8（逗号分隔）”。未发送任何请求。',
  headerNotIn: (name: string) => `CSV 表头不是 ${name} 编码`,
  rowNotIn: (name: string) => `不是 ${name} 编码`,
};
