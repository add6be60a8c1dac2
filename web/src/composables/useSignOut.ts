import { useDrafts } from '../stores/drafts.ts';
import { useOutbox } from '../stores/outbox.ts';
import { useSession } from '../stores/session.ts';

/** Signs out, and leaves nothing that the person wrote in this browser. */
export function useSignOut() {
  const session = useSession();
  const outbox = useOutbox();
  const drafts = useDrafts();

  return async () => {
    const user = session.self?.id;
    await session.signOut();
    if (user === undefined) return;
    drafts.forget(user);
    await outbox.forget(user);
  };
}
