import type { Chance } from './chance.js';
import type { Fault } from './faults.js';
import type { RunSetup, SimulatedWorld } from './world.js';

/** Lets some faults befall attempts from now on: few kinds or many, seldom or nearly always. */
export function setWeather({ chance, network }: SimulatedWorld, faults: readonly Fault[]): void {
  const chosen = chance.some(faults, chance.pick([0.05, 0.2, 1]));
  network.weather = { faults: chosen.length > 0 ? chosen : faults, probability: chance.pick([0, 0.2, 0.5, 0.9]) };
}

/** Whether, and when, a run is killed or asked to stop. */
export function interruption(chance: Chance, steps: number): Pick<RunSetup, 'killAt' | 'stopAt'> {
  const at = chance.integer(1, steps);
  switch (chance.pick(['none', 'none', 'none', 'kill', 'stop'])) {
    case 'kill':
      return { killAt: at };
    case 'stop':
      return { stopAt: at };
    default:
      return {};
  }
}
