/** The languages that mails are written in. */
export type Language = 'en' | 'pl';

/** The frame of every mail: nothing in it is fetched from anywhere, and it can be read in light and dark. `body` is HTML already. */
export function mailPage(language: Language, body: string): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head><body style="margin:0"><div style="max-width:34rem;margin:0 auto;padding:24px 20px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">${body}</div></body></html>`;
}

export const mailButton = (href: string, label: string): string =>
  `<p style="margin:24px 0"><a href="${escapeHtml(href)}" style="display:inline-block;padding:11px 20px;border-radius:12px;background:#004dff;color:#ffffff;font-weight:600;text-decoration:none">${label}</a></p>`;

/** Small, below everything else. `lines` are HTML already. */
export const mailFoot = (lines: readonly string[]): string =>
  `<p style="margin:28px 0 0;padding-top:14px;border-top:1px solid #8884;font-size:13px;color:#767b86">${lines.join('<br>')}</p>`;

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
