import type { ErrorType } from '../../error-codes.js';

/** wxpay help 的各主题。 */
export const helpTopics = {
  configurationText: () =>
    '配置文件为 .wechatpayrc（YAML 或 JSON）、.wechatpayrc.json、.yaml、.yml，或 package.json 中的 "wechatpay"；从当前目录向上查找至主目录，然后是 $XDG_CONFIG_HOME/wechatpay/config。配置文件只是数据，从不执行。每个值也可来自环境变量，因此 CI 任务无需文件。\n\n优先级：选项高于环境变量，环境变量高于 profile，profile 高于文件的顶层。路径相对于该文件。$' +
    '{NAME} 取环境变量的值；未设置则报错。',
  keysTitle: () => '文件中的配置项：',
  profilesTitle: () => 'profile：',
  profilesText: (variable: string) =>
    `profiles 下每个名称有各自的配置项，优先于顶层的值。用 --profile 或 ${variable} 选择。`,
  trustTitle: () => '信任：',
  trustText: () =>
    '查找到的文件可能由该目录的其他写入者放置。除非位于主目录或全局配置目录，否则只有当文件自带私钥时，才可设置 baseUrl、backupBaseUrl、proxy 和 caFile。用 --config 指明文件即表示信任。',
  seeValues: () => '显示当前使用的每个值及其来源',
  findProblems: () => '检查配置中的问题',

  variablesTitle: () => 'wxpay 的环境变量：',
  environmentText: () =>
    '环境变量优先于配置文件，选项优先于环境变量。空的环境变量视为未设置。以 WECHATPAY_ 开头而 wxpay 不认识的名称会给出警告，并提示最接近的名称。',
  sharedTitle: () => '与其他程序通用的环境变量：',
  proxyVariables: () => '代理服务器，以及不经代理访问的主机',
  extraCa: () => '额外信任的 CA 证书（PEM 文件）',
  locale: (variable: string) => `未用 --lang 或 ${variable} 指定语言时：以 zh 开头则为中文`,
  noColor: () => '不使用颜色，不论其值',
  forceColor: () => '输出到管道时也使用颜色',
  xdgConfig: () => '全局配置所在目录，代替 ~/.config',
  xdgState: () => '内置沙箱所在目录，代替 ~/.local/state',
  xdgCache: () => '已编译代码所在目录，代替 ~/.cache',
  completionIndex: () => 'insurance batch --shards 处理的分片，从 0 开始，由 Kubernetes 设置',
  sandboxUrl: () => '由 sandbox exec 为其命令设置：沙箱的地址',

  outputText: (variable: string) =>
    `数据写到标准输出；进度、警告和错误写到标准错误输出。格式依次取自 --output、${variable}、配置文件。`,
  formatsTitle: () => '格式：',
  table: () => '供人阅读：每个字段一行，附含义',
  json: () => '接口返回的对象，包含全部字段（未知字段也在内），顺序不变',
  ndjson: () => '同上，每个对象一行',
  errorsTitle: () => '使用 --json 时的错误，标准错误输出中的一个对象：{"error": {…}}',
  type: () => 'usage、config、api、network、signature 或 internal，决定退出码',
  code: () => '微信支付的错误码，或 wxpay 自己的错误码：wxpay help errors',
  message: () => '发生了什么，语言与本次运行一致',
  hint: () => '接下来怎么做',
  status: () => '应答的状态码',
  signed: () => '拒绝未签名时为 false，其他情况没有该字段',
  requestId: () => 'Request-ID，联系微信支付时需要',
  outOrderNo: () => '该调用涉及的订单',
  detail: () => '微信支付给出的详情',
  fieldExample: () => '只输出一个字段的原始值',
  errorExample: () => '读取错误码',
  batchExample: () => '列出批次中没有订单的行',

  signingText: () => '每次尝试都用商户API私钥重新签名，每个应答都先验签再使用。两者都无法关闭。',
  requestTitle: () => '请求：五行，每行以换行符结尾，用 SHA256-RSA 签名',
  requestMethod: () => '请求方法：POST',
  requestTarget: () => '地址中的路径与查询参数',
  requestTimestamp: () => '自 1970 年起的秒数',
  requestNonce: () => '随机字符',
  requestBody: () => '请求体，逐字节；GET 为空',
  authorizationTitle: () => '签名放在请求头 Authorization 中：',
  authorizationText: () => 'WECHATPAY2-SHA256-RSA2048，其后为 mchid、nonce_str、timestamp、serial_no 和 signature。',
  responseTitle: () => '应答或通知：三行，每行以换行符结尾',
  responseTimestamp: () => '自 1970 年起的秒数，与本机时钟相差不超过 5 分钟',
  responseNonce: () => '随机字符',
  responseBody: () => '收到的报文主体',
  responseSignature: () => '对以上各行的签名，base64 编码',
  responseSerial: () => '签名所用的密钥：公钥ID，或平台证书的序列号',
  keysText: () =>
    'wxpay 用 certs 中的密钥验签。商户使用微信支付公钥（PUB_KEY_ID_…）或平台证书；从平台证书切换到公钥期间，两者都要配置。',
  keysOfSigning: () => '密钥：',
  showSigned: () => '显示待签名的内容和 curl 命令，不发送',
  checkKeys: () => '检查商户号、证书序列号和密钥是否被接受',

  errorsText: () => 'wxpay 自己的错误码，按类别列出。微信支付的错误码和数字（如 PARAM_ERROR）用 wxpay explain 查询。',
  kind: (type: ErrorType, exitCode: number) => `${type}，退出码 ${exitCode}：`,
  explainCode: () => '解释一个错误码，并说明处理办法',
};
