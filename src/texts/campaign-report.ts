import { createTexts } from '../shared/text.js';
import { campaignReport as en } from './en/campaign-report.js';
import { campaignReport as zh } from './zh/campaign-report.js';

/** Texts of the page that tells people how a run of many rows went. */
export const sayCampaign = createTexts({ en, zh });
