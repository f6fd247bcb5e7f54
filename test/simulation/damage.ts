import type { SimulatedWorld } from './world.js';

/** What a power cut, or a run that was killed while it wrote, may leave of the last writes to a file. */
export function damageEnd({ chance, machine, trace }: SimulatedWorld, name: string): void {
  if (!machine.exists(name)) return;
  const content = machine.read(name);
  switch (chance.pick(['whole', 'whole', 'torn', 'lost', 'zeros'])) {
    case 'torn': {
      const kept = content.length - chance.integer(0, Math.min(600, content.length));
      trace(`(${name} is cut to ${kept} bytes)`);
      machine.write(name, content.slice(0, kept));
      return;
    }
    case 'lost': {
      const lines = content.split('\n');
      trace(`(the last lines of ${name} are lost)`);
      const kept = lines.slice(0, chance.integer(0, lines.length - 1));
      machine.write(name, kept.map((line) => `${line}\n`).join(''));
      return;
    }
    case 'zeros':
      trace(`(${name} ends in zeros)`);
      machine.write(name, content + '\0'.repeat(chance.integer(1, 100)));
      return;
    default:
  }
}
