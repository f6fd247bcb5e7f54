#!/usr/bin/env node
'use strict';
const [, , word, ...more] = process.argv;
if ((word === '--version' || word === '-V') && more.length === 0) {
  // Answered before anything is loaded; even process.stdout takes milliseconds to make.
  try {
    require('node:fs').writeSync(1, `${require('../package.json').version}\n`);
  } catch (error) {
    if (error.code !== 'EPIPE') {
      process.exitCode = 5;
      process.stderr.on('error', () => {}).write(`error: the version could not be written: ${error.message}\n`);
    }
  }
} else {
  const { version } = require('../package.json');
  require('./code-cache.cjs').useCodeCache(require('node:path').join(__dirname, '..', 'dist', 'cli'), version);
  require('../dist/cli/main.cjs');
}
