'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

/**
 * Compiling is a third of what a short command does. Node 22 and newer keep compiled code between runs; for Node 20 the
 * build leaves it beside each file of the command. V8 takes it only for the very version and source that it was made
 * from, and otherwise compiles as ever.
 * @param {string} folder whose files are meant
 * @param {boolean} record write what this run has compiled, too, when the process ends
 */
exports.useCodeCache = (folder, record = false) => {
  if (!record && Module.enableCompileCache) {
    Module.enableCompileCache();
    return;
  }
  const recorded = [];
  if (record) {
    process.on('exit', () => {
      for (const [file, script] of recorded) writeFileSync(file, script.createCachedData());
    });
  }
  const original = Module.prototype._compile;
  Module.prototype._compile = function compile(source, filename, ...rest) {
    if (!filename.startsWith(folder)) return original.call(this, source, filename, ...rest);
    const cacheFile = `${filename}.bin`;
    let cachedData;
    try {
      cachedData = readFileSync(cacheFile);
    } catch {
      // Not built, or built by hand: it is an optimisation, not a part.
    }
    const script = new Script(Module.wrap(source), { filename, cachedData });
    if (record) recorded.push([cacheFile, script]);
    const require = (id) => this.require(id);
    return script.runInThisContext().call(this.exports, this.exports, require, this, filename, dirname(filename));
  };
};
