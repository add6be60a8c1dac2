import type { AuditEntry } from '@chatire/protocol';
import { useTexts } from '../../locales/texts.ts';

/** Names are kept apart from what stands beside them, whichever way they are written. */
const apart = (text: string) => `\u2068${text}\u2069`;

/** Who did what to whom, in a sentence. What this page doesn't know yet is told as it came. */
export function useAuditSentence() {
  const { t } = useTexts();
  const known = (key: string, otherwise: string, values = {}) => {
    const text = t(`audit.${key}`, values);
    return text === `audit.${key}` ? otherwise : text;
  };

  return ({ action, actor, user, details }: AuditEntry): string => {
    const values = {
      actor: apart(actor.name),
      user: apart(user?.name ?? ''),
      count: Number(details['count'] ?? 1),
      link: apart(String(details['link'] ?? '')),
      host: apart(String(details['host'] ?? '')),
      what: Object.keys(details)
        .map((field) => known(`field_${field}`, field))
        .join(', '),
    };
    const key =
      action === 'role_changed' || action === 'server_role_changed'
        ? `${action.replace('_changed', '')}_${details['role']}`
        : details['ban'] === true
          ? `${action}_ban`
          : action;
    return known(key, `${values.actor}: ${action}`, values);
  };
}
