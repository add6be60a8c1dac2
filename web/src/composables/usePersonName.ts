import type { User } from '@chatire/protocol';
import { useTexts } from '../locales/texts.ts';

/** What people are called; who has deleted the account has no name any more. */
export function usePersonName() {
  const { t } = useTexts();
  return ({ kind, name }: Pick<User, 'kind' | 'name'>): string =>
    kind === 'deleted' ? t('member.deleted') : name;
}
