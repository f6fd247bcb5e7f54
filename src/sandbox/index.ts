export type { SandboxConfig } from './config-file.js';
export { FAULT_NAMES, type FaultName, type FaultRule, parseFault } from './faults.js';
export type { SeenRequest } from './request-log.js';
export { startSandbox } from './sandbox.js';
export type { Sandbox, SandboxMode, SandboxOptions } from './types.js';
