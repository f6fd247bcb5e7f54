export {
  ApiError,
  ConfigError,
  type ErrorObject,
  type ErrorType,
  NetworkError,
  type Outcome,
  SignatureError,
  UsageError,
  WechatPayError,
} from './errors.js';
