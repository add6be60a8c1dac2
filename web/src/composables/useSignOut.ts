import type { DeleteAccount } from '../connection/api.ts';
import { useDrafts } from '../stores/drafts.ts';
import { useOutbox } from '../stores/outbox.ts';
import { useReading } from '../stores/reading.ts';
import { useReplying } from '../stores/replying.ts';
import { useSession } from '../stores/session.ts';

/** Signs out, and leaves nothing that the person wrote in this browser. */
export function useSignOut() {
  const session = useSession();
  const forget = useForgetting();
  return () => forget(() => session.signOut());
}

/** The same, and nobody can come back. */
export function useDeleteAccount() {
  const session = useSession();
  const forget = useForgetting();
  return (wish: DeleteAccount) => forget(() => session.deleteAccount(wish));
}

function useForgetting() {
  const session = useSession();
  const outbox = useOutbox();
  const drafts = useDrafts();
  const replying = useReplying();
  const reading = useReading();

  return async (leave: () => Promise<void>) => {
    const user = session.self?.id;
    await leave();
    if (user === undefined) return;
    drafts.forget(user);
    replying.forget(user);
    reading.forget(user);
    await outbox.forget(user);
    await import('../alerts/push.ts').then(({ unsubscribe }) => unsubscribe()).catch(() => {});
  };
}
