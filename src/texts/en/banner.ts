/** The line that says where a command is about to send, and for whom. */
export const banner = {
  profile: (name: string) => `profile ${name}`,
  mchid: (mchid: string) => `mchid ${mchid}`,
  live: () => 'live',
  sandbox: () => 'sandbox',
  local: () => 'this machine',
  rows: (count: number) => `${count} ${count === 1 ? 'row' : 'rows'}`,
};
