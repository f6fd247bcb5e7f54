import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openBulkInput } from '../../../../../src/cli/commands/insurance/bulk/input.js';

it('a stop that came while keys were read is not forgotten when the input brings nothing', async () => {
  const world = { stdin: new PassThrough(), cwd: '/', signal: AbortSignal.abort() };
  await expect(openBulkInput('-', {}, world)).rejects.toMatchObject({ code: 'UNREADABLE_FILE' });
});
