import type { Text } from '../../shared/text.js';

/** What `wxpay sandbox` and `sandbox exec` say. */
export const sandbox = {
  ready: (url: string, call: string) => `\nThe page:   ${url}/\nTry it:     ${call}\nCtrl-C ends it.`,
  unknownCommand: (name: string, suggestion: Text) => `unknown command ${name}.${suggestion.en}`,
  knownCommands: () => 'There are `wxpay sandbox` and `wxpay sandbox exec -- <command>`.',
  request: (time: string, method: string, target: string, outcome: Text) =>
    `${time} ${method} ${target} → ${outcome.en}`,
  because: (line: Text, why: Text) => `${line.en}: ${why.en}`,
  fault: (name: string) => `fault ${name}`,
  noResponse: () => 'no response',
  notification: (id: string, number: string, state: string) => `notification ${id} of ${number} (${state})`,
  notSentBecause: (time: string, head: Text, reason: Text) => `${time} ${head.en} held back, ${reason.en}`,
  sent: (time: string, head: Text, url: string, response: Text) => `${time} ${head.en} → ${url} → ${response.en}`,
  taken: () => 'taken',
  pending: () => 'not taken, will be sent again',
  givenUp: () => 'not taken, given up',
  heldBack: () => 'held back',
  noField: () => '--field is for one object, and what is printed here is what the command prints',
  noFieldHint: () => 'Leave out --field.',
  cannotRun: (command: string, reason: Text) => `cannot run ${command}: ${reason.en}`,
  notInstalled: () => 'no such program is installed, or it is not on PATH',
  cannotRunHint: () =>
    'Give a program and its arguments after --:\nwxpay sandbox exec -- npm test\nFor words of a shell:\nwxpay sandbox exec -- sh -c "…"',
  notTaken: () => 'the command succeeded, but notifications were not taken',
  notTakenOne: (number: string, state: string, reason: Text) => `${number} (${state}): ${reason.en}`,
  status: (status: number) => `status ${status}`,
  noResponseYet: () => 'no response yet',
  more: (count: number) => `and ${count} more`,
  notTakenHint: () => 'The handler must respond 200 or 204 within 5 s. Send all to it with --deliver-to <url>.',
  notDue: (count: number) =>
    `${count} ${count === 1 ? 'notification was' : 'notifications were'} not due when the command ended: wait in it, or shorten --receive-after`,
  staleLocks: (file: string, other: string) => `${file} and ${other} were left by processes that were killed`,
  staleLocksHint: (command: string) => `Delete both:\n${command}`,
  damagedFile: (file: string) => `the sandbox's file ${file} cannot be read or is damaged`,
  damagedFileHint: () =>
    'Delete the data directory of the sandbox: it holds throwaway keys and test orders only, and is made again.',
  cannotKeep: (folder: string, reason: Text) => `the sandbox cannot keep its data in ${folder}: ${reason.en}`,
  cannotKeepHint: () => 'Name a folder that can be written to, or :memory:.',
  otherOwner: (folder: string, uid: number) =>
    `the sandbox keeps no data in ${folder}: it belongs to another user (uid ${uid})`,
  writable: (folder: string) => `the sandbox keeps no data in ${folder}: it can be written to by other users`,
  ownFolder: (variable: string) => `Name a folder of your own (--data <dir>, or ${variable}).`,
  ownFolderOr: (variable: string, command: string) =>
    `Name a folder of your own (--data <dir>, or ${variable}), or run:\n${command}`,
  unknownFault: (name: string, suggestion: Text) => `unknown fault ${name}.${suggestion.en}`,
  knownFaults: (names: string) => `Known faults: ${names}.`,
  probability: (name: string, found: string) => `the probability of fault ${name} is ${found}`,
  probabilityHint: (example: string) => `Give a number from 0 to 1: ${example}.`,
};
