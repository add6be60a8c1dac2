import type { ReportReason } from '@chatire/protocol';

export const reasonTexts = {
  spam: 'report.spam',
  insult: 'report.insult',
  harm: 'report.harm',
  other: 'report.other',
} satisfies Record<ReportReason, string>;
