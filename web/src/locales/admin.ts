import { adminEn } from './admin-en.ts';
import { adminPl } from './admin-pl.ts';

export const adminTexts = { en: adminEn, pl: adminPl };
