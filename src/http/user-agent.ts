import { versions } from 'node:process';
import { VERSION } from '../shared/version.js';

/** Names the tool and its runtime; WeChat Pay refuses requests without a User-Agent. */
export const USER_AGENT: string = `wxpay/${VERSION} (node ${versions.node})`;
