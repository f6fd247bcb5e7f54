import type { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from '@commander-js/extra-typings';
import { classifyMaterial } from '../../../apiv3/material.js';
import { expiryWarning } from '../../../config/expiry.js';
import { ConfigError } from '../../../errors.js';
import { downloadCertificates, type PlatformCertificate } from '../../../http/platform-certificates.js';
import { makeFolder } from '../../../shared/make-folder.js';
import { reasonOf } from '../../../shared/message-of.js';
import { toPrintableJson } from '../../../shared/printable.js';
import { pathFrom } from '../../../shared/relative-path.js';
import { type Language, verbatim } from '../../../shared/text.js';
import { addFile } from '../../../shared/write-file.js';
import { sayCommand } from '../../../texts/command.js';
import { sayCommandsHelp } from '../../../texts/help-commands.js';
import { defineCommand } from '../../command-module.js';
import { CALLING, type HelpFacts } from '../../help/facts.js';
import { printedAs } from '../../help/schemas.js';
import { checkFieldName, ownFieldLines } from '../../output/object.js';
import { withSession } from '../../session.js';

const configure = (command: Command, language: Language) =>
  command.addOption(
    new Option('--out <dir>', sayCommandsHelp('out')[language]).default(
      undefined,
      sayCommandsHelp('workingDirectory')[language],
    ),
  );

const help: HelpFacts = {
  effect: 'read',
  about: sayCommandsHelp('downloadAbout'),
  examples: [
    { command: 'wxpay certs download', comment: sayCommandsHelp('download') },
    { command: 'wxpay certs download --out certs', comment: sayCommandsHelp('downloadOut') },
  ],
  output: printedAs('certificates'),
  exitCodes: CALLING,
};

const isSame = (content: Uint8Array, certificate: X509Certificate): boolean => {
  const material = classifyMaterial(content);
  return material.kind === 'certificate' && material.certificate.raw.equals(certificate.raw);
};

/** Writes a certificate for everyone to read, unless its file exists; answers whether it is new. */
const addCertificate = async (file: string, certificate: X509Certificate): Promise<boolean> => {
  try {
    await makeFolder(dirname(file));
    if (await addFile(file, certificate.toString(), { mode: 0o644 })) return true;
    if (isSame(await readFile(file), certificate)) return false;
    throw new ConfigError(sayCommand('fileExists', file), {
      code: 'FILE_EXISTS',
      hint: sayCommand('fileExistsHint'),
    });
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(sayCommand('fileUnwritable', file, reasonOf(cause)), {
      code: 'FILE_UNWRITABLE',
      hint: sayCommand('otherFolderHint'),
      cause,
    });
  }
};

/** What is printed of a certificate. */
const CERTIFICATE_FIELDS = ['serial_no', 'effective_time', 'expire_time', 'file'] as const;

const summary = ({ id, validity }: PlatformCertificate, file: string) =>
  ({
    serial_no: id,
    effective_time: validity.from.toISOString(),
    expire_time: validity.to.toISOString(),
    file,
  }) satisfies Record<(typeof CERTIFICATE_FIELDS)[number], string>;

/** The path as the configuration would have it: from the folder of its file. */
const configured = (file: string, configFile: string | undefined): string =>
  configFile === undefined ? file : pathFrom(dirname(configFile), file);

/** `wxpay certs download`. */
export const command = defineCommand({
  configure,
  help,
  run: async (context, _, { out = '.' }) => {
    const { io, world } = context;
    checkFieldName(context, CERTIFICATE_FIELDS);
    const folder = resolve(world.cwd, out);
    await withSession(
      context,
      async ({ callerOptions, apiv3Key, configFile, announce }) => {
        const key = apiv3Key();
        announce();
        const download = await downloadCertificates(callerOptions, key, world.signal);
        const { certificates, signedBy, signerWasKnown } = download;
        io.note(sayCommand(signerWasKnown ? 'verifiedKnown' : 'verifiedFirst', signedBy));
        const written = certificates.map((one) => summary(one, join(folder, `wechatpay_${one.id}.pem`)));
        for (const [index, { certificate, validity }] of certificates.entries()) {
          const file = written[index]?.file ?? '';
          const isNew = await addCertificate(file, certificate);
          io.note(sayCommand(isNew ? 'wrote' : 'existed', file));
          const warning = expiryWarning({ ...validity }, file, Date.now(), verbatim('wxpay certs download'));
          if (warning !== undefined) io.warn(warning);
        }
        const field = ownFieldLines(written, context);
        if (field !== undefined) io.data(field);
        else if (context.output === 'table') {
          const lines = written.map(({ serial_no, file }) => `  "${serial_no}": ${configured(file, configFile)}\n`);
          io.data(`certs:\n${lines.join('')}`);
        } else {
          io.data(`${toPrintableJson({ certificates: written }, context.output === 'json' ? 2 : 0)}\n`);
        }
      },
      { certs: false },
    );
  },
});
