import { createTexts } from '../shared/text.js';
import { notification as en } from './en/notification.js';
import { notification as zh } from './zh/notification.js';

/** Texts about notifications. */
export const sayNotification = createTexts({ en, zh });

export type { NotificationPart } from './en/notification.js';
