/** What each exit code means, and what to do about it. */
export const exitCodes = {
  0: { meaning: 'done', whatToDo: '' },
  1: { meaning: 'a bug in wxpay', whatToDo: 'run it again with --debug and report the output' },
  2: {
    meaning: 'usage: an unknown option, a missing or invalid argument; nothing was sent',
    whatToDo: 'correct the call; add --help for examples',
  },
  3: {
    meaning: 'configuration or keys: missing, unreadable, not matching; nothing was sent',
    whatToDo: 'correct the configuration; see what is wrong with it: wxpay config check',
  },
  4: {
    meaning: 'WeChat Pay refused the request; nothing was created by it',
    whatToDo: 'read its code and message, and correct what they name',
  },
  5: {
    meaning:
      'no usable response after all retries, or the result could not be written; the message says whether the outcome is known',
    whatToDo: 'run it again with the same out_order_no, never with a new one',
  },
  6: {
    meaning:
      'a response or notification came, but its signature is missing or did not verify; its content is not shown',
    whatToDo: 'treat it as an attack or a wrong key: check the keys under certs, the proxy and the base URL',
  },
  7: {
    meaning:
      'finished, and the answer is no: some rows of a batch have no order, or the user is not qualified (--exit-code)',
    whatToDo: 'batch: read in the results why; resume with --resume',
  },
  130: {
    meaning: 'stopped by SIGINT (Ctrl-C); an order that was under way is named',
    whatToDo: 'run it again with the same out_order_no, a batch with --resume',
  },
  143: {
    meaning: 'stopped by SIGTERM; an order that was under way is named',
    whatToDo: 'run it again with the same out_order_no, a batch with --resume',
  },
};
