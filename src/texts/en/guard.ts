/** The confirmation before orders are issued at WeChat Pay. */
export const guard = {
  required: () => 'this issues orders at WeChat Pay, and the configuration (guard) asks for a confirmation',
  requiredHint: () => 'Nothing was sent. Without a terminal, confirm with --yes:',
  question: () => 'This issues orders at WeChat Pay. Send?',
  declined: () => 'not confirmed; nothing was sent',
  yes: () => 'Confirm beforehand what guard asks for',
};
