const help = 'The help of the command has examples:';
const trySandbox =
  'To try without any credentials:\nwxpay insurance create --sandbox --openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

/** What the command line says to do about an error, by its code. */
export const hints = {
  USAGE: () => help,
  INVALID_ARGUMENT: () => help,
  INVALID_ORDER: () => help,
  MISSING_CREDENTIALS: () => `Or write a configuration:\nwxpay config init\n${trySandbox}`,
  PLACEHOLDER: () => trySandbox,
  UNTRUSTED_CONFIG: () => 'For this call alone:',
  BAD_NOTIFICATION: () => 'To keep such notifications:\nwxpay notify listen --save notifications',
  BAD_SHARD: () =>
    'Give --shard 1/4 to --shard 4/4; or --shards 4 in a Kubernetes Indexed Job, which sets JOB_COMPLETION_INDEX.',
  RESULTS_EXIST: () => 'Resume with --resume, or name another file. Nothing was sent.',
  RESULTS_IN_USE: () => 'Let it end, or stop it with Ctrl-C or kill, then resume with --resume. Nothing was sent.',
  RESULTS_GONE: () =>
    'No further row is sent. Run the same again with another --results file, without --resume: the same rows get the same numbers, so that no second order is made.',
  NO_RESULTS: () => 'Without --resume a new one is begun. Nothing was sent.',
  OTHER_INPUT: () =>
    'Resume with the unchanged file and the --id of the first run. Corrected and further rows go into a file of their own, with new results: see --failed. The same rows get the same numbers.',
};
