import type { StopSignal } from './exit-codes.js';

/** The reason of the stop signal. */
export class Stopped extends Error {
  readonly stopSignal: StopSignal;

  constructor(stopSignal: StopSignal) {
    super(`stopped by ${stopSignal}`);
    this.stopSignal = stopSignal;
  }
}
