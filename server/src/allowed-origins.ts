export interface OriginRules {
  /** May have a path behind the origin. */
  publicUrl: string | undefined;
  allowedOrigins: readonly string[];
}

/**
 * Whether a page of this origin may use the server: the server's own page, or one that the operator allows.
 * Programs that are no browser send no origin; they prove themselves by their token alone.
 */
export function isAllowedOrigin(
  rules: OriginRules,
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (origin === undefined) return true;
  if (rules.allowedOrigins.includes(origin)) return true;
  if (rules.publicUrl !== undefined) return origin === new URL(rules.publicUrl).origin;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
