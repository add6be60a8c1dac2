/** What makes two user names the same: compatibility forms and the case of letters don't count. */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase().normalize('NFKC');
}
