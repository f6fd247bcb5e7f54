import { classifyMaterial, describeMaterial } from '../apiv3/material.js';
import { ConfigError } from '../errors.js';
import type { Text } from '../shared/text.js';
import { saySetting } from '../texts/settings.js';
import { expand } from './expand.js';
import { readTrustedContent } from './key-file.js';
import type { Settings } from './settings.js';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/**
 * The certificates of `caFile`, as PEM; `undefined` when none is configured.
 * @throws {ConfigError} `BAD_CA_FILE` when it holds anything but certificates, and those of `readTrustedContent`
 */
export function loadCa({ values, sources, context }: Settings): string | undefined {
  const { caFile } = values;
  const source = sources.caFile;
  if (caFile === undefined || source === undefined) return undefined;
  const { content, name } = readTrustedContent(expand(caFile, source, context.lookUp), source, context);
  const blocks = Buffer.from(content).toString('utf8').replaceAll(String.raw`\n`, '\n').split(BEGIN).slice(1);
  const fail = (problem: Text): ConfigError =>
    new ConfigError(saySetting('caFile', name, problem), {
      code: 'BAD_CA_FILE',
      hint: saySetting('caFileHint', BEGIN, END),
    });
  if (blocks.length === 0) throw fail(saySetting('caNone'));
  const certificates = blocks.map((block, at) => {
    const end = block.indexOf(END);
    if (end < 0) throw fail(saySetting('caCut', at + 1, END));
    return `${BEGIN}${block.slice(0, end)}${END}\n`;
  });
  for (const [at, certificate] of certificates.entries()) {
    // Of any kind of key: readCertificate takes only what APIv3 signs with.
    const material = classifyMaterial(certificate);
    if (material.kind !== 'certificate') throw fail(saySetting('caOther', at + 1, describeMaterial(material)));
  }
  return certificates.join('');
}
