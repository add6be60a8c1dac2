import type { Announce } from '../log/notices.ts';
import type { Account } from './user-store.ts';

/** Tells the user's own devices what is true of the user now. */
export function announceSelf(
  announce: Announce,
  { email: _, server_role: _role, settings, ...user }: Account,
): void {
  announce([{ to: 'user', userId: user.id, kind: 'user_changed', user, settings }]);
}
