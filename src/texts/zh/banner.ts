/** 发送之前的一行说明：以谁的身份、发往何处。 */
export const banner = {
  profile: (name: string) => `profile ${name}`,
  mchid: (mchid: string) => `商户号 ${mchid}`,
  live: () => '正式环境',
  sandbox: () => '沙箱',
  local: () => '本机',
  rows: (count: number) => `共 ${count} 行`,
};
