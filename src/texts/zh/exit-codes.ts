/** 各退出码的含义与处理办法。 */
export const exitCodes = {
  0: { meaning: '已完成', whatToDo: '' },
  1: { meaning: 'wxpay 程序缺陷', whatToDo: '加上 --debug 再运行一次，并提交其输出' },
  2: { meaning: '用法错误：未知选项，或参数缺失、无效；未发送任何请求', whatToDo: '修改命令行；示例见 --help' },
  3: {
    meaning: '配置或密钥错误：缺失、无法读取或不匹配；未发送任何请求',
    whatToDo: '修改配置；查看问题所在：wxpay config check',
  },
  4: { meaning: '微信支付拒绝了请求；没有因此创建订单', whatToDo: '阅读返回的错误码和说明，并修改其中指出的内容' },
  5: {
    meaning: '多次重试后仍无可用的应答，或结果无法写出；错误信息会说明结果是否已知',
    whatToDo: '用同一 out_order_no 再次运行，不要换新单号',
  },
  6: {
    meaning: '收到了应答或通知，但没有签名或验签未通过；其内容不予显示',
    whatToDo: '按受到攻击或密钥有误处理：检查 certs 中的密钥、代理与接口地址',
  },
  7: {
    meaning: '已结束，但结论为否：batch 的部分行没有订单，或用户没有领取资格（--exit-code）',
    whatToDo: 'batch：在结果中查看原因；用 --resume 继续',
  },
  130: {
    meaning: '被 SIGINT（Ctrl-C）终止；会指出正在处理的订单',
    whatToDo: '用同一 out_order_no 再次运行，batch 用 --resume 继续',
  },
  143: {
    meaning: '被 SIGTERM 终止；会指出正在处理的订单',
    whatToDo: '用同一 out_order_no 再次运行，batch 用 --resume 继续',
  },
};
