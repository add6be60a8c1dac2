/** What makes two user names the same: compatibility forms and the case of letters don't count. */
export function usernameKey(username: string): string {
  // Up and down again: of some letters two small ones have one capital (ς and σ, ß and ss).
  return username.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
