import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isPublicKeyId, normalizeKeyId } from '../../../../apiv3/serial.js';
import { pathFrom } from '../../../../shared/relative-path.js';
import { sayInit } from '../../../../texts/config-init.js';
import type { Context } from '../../../context.js';
import { type Dialogue, readIf } from '../../../dialogue.js';
import { dateText } from '../check/own-keys.js';
import { type Answers, APIV3_KEY_VARIABLE } from './answers.js';
import { type InitOptions, readCertOptions } from './options.js';
import { createKeyFiles, type KeyFiles, type Signer } from './read-files.js';
import { checkValue, checkVariable } from './values.js';

/** Folders in which people unpack the download. */
const FOLDERS = ['.', 'cert', 'certs', 'keys', 'secrets'];

/** A file of the download that lies near, as it is typed from the working directory. */
const findNear = (cwd: string, name: string, beside: string | undefined): string | undefined => {
  const folders = [...(beside === undefined ? [] : [dirname(beside)]), ...FOLDERS.map((folder) => join(cwd, folder))];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  return found === undefined ? undefined : pathFrom(cwd, found);
};

/** Asks for what WeChat Pay signs with; a merchant who has nothing of it yet may leave it out. */
const askForWechatKey = async (
  { askIfAny, ask, tell }: Dialogue,
  files: KeyFiles,
  signer: Signer,
  cwd: string,
): Promise<Record<string, string>> => {
  const found = await askIfAny({
    message: sayInit('askWechatKey'),
    proposed: findNear(cwd, 'pub_key.pem', signer.path),
    read: (typed) => ({ typed, ...files.wechatKey(typed, signer) }),
  });
  if (found === undefined) return {};
  if (found.id !== undefined) {
    tell(sayInit('foundPlatformCertificate', found.id));
    return { [found.id]: found.path };
  }
  const id = await ask({
    message: sayInit('askPublicKeyId'),
    read: (typed) => {
      const known = normalizeKeyId(typed, sayInit('publicKeyId').en);
      return isPublicKeyId(known) ? known : files.underId(found.typed, known, signer).id;
    },
  });
  return { [id]: found.path };
};

/**
 * Asks for everything that no option has given, by the names of the merchant platform, and judges each answer at once.
 * @param isTrusted see `checkVariable`
 * @throws {ConfigError | UsageError} for an option that cannot be used; see `Dialogue`
 */
export async function askForAnswers(
  { world, options: { baseUrl } }: Context,
  given: InitOptions,
  dialogue: Dialogue,
  isTrusted: boolean,
): Promise<Answers> {
  const { ask, askIfAny, tell, explain } = dialogue;
  const { cwd, env } = world;
  const files = createKeyFiles(world, {
    privateKey: given.privateKey === undefined ? 'apiclient_key.pem' : '--private-key',
    certificate: given.certificate === undefined ? 'apiclient_cert.pem' : '--certificate',
    certs: given.cert === undefined ? 'pub_key.pem' : '--cert',
  });
  explain(sayInit('whereTitle'), sayInit('where'));
  const signer =
    given.privateKey === undefined
      ? await ask({
          message: sayInit('askPrivateKey'),
          proposed: findNear(cwd, 'apiclient_key.pem', undefined),
          read: files.privateKey,
        })
      : files.privateKey(given.privateKey);
  const readCertificate = (typed: string) => files.certificate(typed, signer);
  const own =
    given.certificate === undefined
      ? await ask({
          message: sayInit('askCertificate'),
          proposed: findNear(cwd, 'apiclient_cert.pem', signer.path),
          read: readCertificate,
        })
      : readCertificate(given.certificate);
  tell(sayInit('foundCertificate', own.merchant ?? '?', own.serial, dateText(own.validity.to)));
  const readMchid = readIf((typed) => checkValue.mchid(typed, baseUrl));
  const knownMchid = given.mchid ?? own.merchant;
  const mchid =
    knownMchid === undefined ? await ask({ message: sayInit('askMchid'), read: readMchid }) : readMchid(knownMchid);
  const certs =
    given.cert === undefined
      ? await askForWechatKey(dialogue, files, signer, cwd)
      : readCertOptions(given.cert, files, signer);
  const readVariable = readIf((typed) => checkVariable(typed, isTrusted));
  const readUrl = readIf((typed) => checkValue.notifyUrl(typed, baseUrl));
  return {
    mchid,
    certificate: own.path,
    privateKey: signer.path,
    certs,
    apiv3KeyEnv:
      given.apiv3KeyEnv === undefined
        ? await askIfAny({
            message: sayInit('askApiv3Key'),
            proposed: env[APIV3_KEY_VARIABLE] ? APIV3_KEY_VARIABLE : undefined,
            read: readVariable,
          })
        : readVariable(given.apiv3KeyEnv),
    notifyUrl:
      given.notifyUrl === undefined
        ? await askIfAny({ message: sayInit('askNotifyUrl'), read: readUrl })
        : readUrl(given.notifyUrl),
    serviceId: given.serviceId ?? (await askIfAny({ message: sayInit('askServiceId'), read: (typed) => typed })),
    baseUrl,
  };
}
