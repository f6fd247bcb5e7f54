import { createTexts } from '../shared/text.js';
import { helpInsurance as en } from './en/help-insurance.js';
import { helpInsurance as zh } from './zh/help-insurance.js';

/** Texts of the help of `wxpay insurance …`. */
export const sayInsuranceHelp = createTexts({ en, zh });
