export { type Apiv3Key, decryptResource, type EncryptedResource } from './apiv3/aes-gcm.js';
export { type Authorization, formatAuthorization, parseAuthorization } from './apiv3/authorization.js';
export { certificateSerial } from './apiv3/certificate.js';
export { createKeyRing, type KeyRing, type VerifyingKey } from './apiv3/key-ring.js';
export { readCertificate, readPrivateKey, readVerifyingKey } from './apiv3/keys.js';
export { type RequestParts, type ResponseParts, requestMessage, responseMessage } from './apiv3/message.js';
export type { Secret } from './apiv3/secret.js';
export { signMessage, verifyMessage } from './apiv3/signature.js';
export {
  type HeaderSource,
  type Verdict,
  type VerificationFailure,
  type VerifyResponseInput,
  verifyResponse,
} from './apiv3/verify-response.js';
export type { ClientOptions, KeyInput } from './client/client-options.js';
export { createClient } from './client/create-client.js';
export { type LoadConfigOptions, type LoadedConfig, loadConfig } from './client/load-config.js';
export { type ReceiveOptions, receiveNotification } from './client/receive-notification.js';
export type {
  AnyChain,
  Branch,
  CallOptions,
  Chain,
  Chaining,
  ClientResponse,
  CommonOptions,
  Routes,
  WechatPay,
} from './client/routes.js';
export type { ErrorCode, ErrorType } from './error-codes.js';
export {
  ApiError,
  ConfigError,
  type ErrorObject,
  NetworkError,
  type Outcome,
  SignatureError,
  UsageError,
  WechatPayError,
} from './errors.js';
export type { CreateOrderRequest, InsuranceOrder, Qualification, ReceiveState } from './insurance/schema.js';
export { type NotificationResponse, refuseNotification } from './notification/answers.js';
export {
  type EncryptedNotification,
  type InsuranceNotification,
  isInsuranceNotification,
  type NotificationEvent,
} from './notification/event.js';
export type { NotificationRequest } from './notification/raw-body.js';
export type { NotificationKeys } from './notification/receive.js';
export { type VerifiedNotification, type VerifyNotificationInput, verifyNotification } from './notification/verify.js';
export type { Language, Text } from './shared/text.js';
