interface Page {
  isSecureContext: boolean;
  location: { hostname: string };
}

/** Why the browser has no passkeys for this page; null: it may have. */
export function passkeyHindrance(page: Page = window): 'insecure' | 'address' | 'missing' | null {
  if (!page.isSecureContext) return 'insecure';
  // They belong to a name: `[::1]` and `127.0.0.1` are none.
  if (/^\[|^[\d.]+$/.test(page.location.hostname)) return 'address';
  return 'PublicKeyCredential' in page ? null : 'missing';
}
