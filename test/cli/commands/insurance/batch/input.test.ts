import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openBatchInput } from '../../../../../src/cli/commands/insurance/batch/input.js';

it('a stop that came while keys were read is not forgotten when the input brings nothing', async () => {
  const world = { stdin: new PassThrough(), cwd: '/', signal: AbortSignal.abort() };
  await expect(openBatchInput('-', undefined, world)).rejects.toMatchObject({ code: 'UNREADABLE_FILE' });
});
