export type { ReceiveState } from './api/order-view.js';
export type { SeenRequest } from './control/request-log.js';
export { FAULT_NAMES, type FaultName, type FaultRule, parseFault } from './faults/fault-plan.js';
export { type ConfiguredKeys, findConfiguredKeys, type SandboxConfig } from './keys/ready-config.js';
export type { KeySwitch, SandboxMode } from './keys/sandbox-keys.js';
export { checkAllowedHost, checkDeliverTo } from './notifications/destination.js';
export {
  type HandlerCheck,
  type HandlerCheckOptions,
  type HandlerResult,
  openHandlerCheck,
  requireHandlerUrl,
} from './notifications/handler-check.js';
export type { NotificationAttempt, SentNotification } from './notifications/notification-log.js';
export { isTaken, postNotification, RESPONSE_TIMEOUT_MS } from './notifications/post-notification.js';
export { openResigner } from './notifications/resign.js';
export { type HandlerVerdict, NOTIFICATION_VARIANTS, type NotificationVariant } from './notifications/variants.js';
export { startSandbox } from './sandbox.js';
export type { Sandbox, SandboxEvent, SandboxOptions } from './types.js';
