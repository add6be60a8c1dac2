import { typeInto } from '../../composables/type-into.ts';

/** The sign that a key puts around what is selected, with Ctrl or ⌘. */
const signs: Record<string, string> = { b: '**', i: '_', e: '`' };

/** True if the key was one that writes Markdown. */
export function writeMarkdown(event: KeyboardEvent): boolean {
  const sign = signs[event.key.toLowerCase()];
  if (!sign || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return false;
  event.preventDefault();
  wrapSelection(event.currentTarget as HTMLTextAreaElement, sign);
  return true;
}

/** An address that is pasted onto words makes them a link. */
export function pasteLink(event: ClipboardEvent): void {
  const field = event.currentTarget as HTMLTextAreaElement;
  const words = field.value.slice(field.selectionStart, field.selectionEnd);
  const pasted = event.clipboardData?.getData('text/plain').trim() ?? '';
  if (!words.trim() || /[\n[\]]|^https?:/.test(words) || !/^https?:\/\/[^\s()]+$/i.test(pasted)) return;
  event.preventDefault();
  typeInto(field, `[${words}](${pasted})`);
}

/** Puts the sign around what is selected, or takes it away if it is there already. */
function wrapSelection(field: HTMLTextAreaElement, sign: string): void {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const { length } = sign;
  const isWrapped = value.slice(from - length, from) === sign && value.slice(to, to + length) === sign;
  const words = value.slice(from, to);
  if (isWrapped) typeInto(field, words, from - length, to + length);
  else typeInto(field, sign + words + sign);
  const start = isWrapped ? from - length : from + length;
  field.setSelectionRange(start, start + words.length);
}
