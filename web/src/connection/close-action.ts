import { closeCodes } from '@chatire/protocol';

export type CloseAction = 'again' | 'renew' | 'signed-out' | 'stop';

/** What to do after the server closed the socket. Codes that it doesn't list (a lost network) mean: again. */
export function closeAction(code: number): CloseAction {
  if (code === closeCodes.session_ended.code) return 'signed-out';
  if (code === closeCodes.token_refused.code) return 'renew';
  const known = Object.values(closeCodes).find((one) => one.code === code);
  return known && !known.reconnect ? 'stop' : 'again';
}
