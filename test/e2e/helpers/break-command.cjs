'use strict';
/**
 * Preloaded into the command: replaces what every command does. BREAK=wait awaits what never comes, with nothing left
 * that could bring it; BREAK=throw throws where nobody can catch it, and leaves a timer behind; BREAK=bug fails.
 */
const Module = require('node:module');

const broken = {
  bug: async () => {
    throw new TypeError('broken by a test', { cause: new RangeError('the cause') });
  },
  wait: () => new Promise(() => {}),
  throw: () => {
    setInterval(() => {}, 1000);
    setImmediate(() => {
      throw new RangeError('thrown out of reach');
    });
    return new Promise(() => {});
  },
};

const load = Module._load;
Module._load = (...args) => {
  const exported = load(...args);
  if (typeof exported?.command?.configure !== 'function') return exported;
  const configure = (...given) => {
    exported.command.configure(...given);
    return broken[process.env.BREAK];
  };
  return { ...exported, command: { configure } };
};
