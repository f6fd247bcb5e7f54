/** 在微信支付发放订单前的确认。 */
export const guard = {
  required: () => '此操作将在微信支付发放订单，配置（guard）要求先确认',
  requiredHint: () => '未发送任何请求。没有终端时，请用 --yes 确认：',
  question: () => '此操作将在微信支付发放订单。是否发送？',
  declined: () => '未确认，未发送任何请求',
  yes: () => '预先确认 guard 所要求的确认',
};
