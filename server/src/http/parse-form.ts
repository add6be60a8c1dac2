/** The fields of a form; nothing when it isn't UTF-8, or has a field twice, of which programs choose differently. */
export function parseForm(text: string): Record<string, string> | undefined {
  // Without a prototype: a field's name may be any.
  const fields: Record<string, string> = Object.create(null);
  for (const part of text.split('&')) {
    if (part === '') continue;
    const end = part.includes('=') ? part.indexOf('=') : part.length;
    const [name, value] = [decoded(part.slice(0, end)), decoded(part.slice(end + 1))];
    if (name === undefined || value === undefined || name in fields) return undefined;
    fields[name] = value;
  }
  return fields;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
