import { h, type FunctionalComponent, type VNode } from 'vue';
import { hiddenHost, textParts } from './addresses.ts';

/** Sets things in a plain text apart, such as the names of people. */
export type MarkText = (text: string) => (string | VNode)[];

/** Letters and bare addresses. */
export const InlineText: FunctionalComponent<{ text: string; mark?: MarkText | undefined }> = ({
  text,
  mark,
}) =>
  textParts(text).flatMap((part) =>
    part.kind === 'link'
      ? [link(part.url, [part.text + hostNote(part.url, part.text)])]
      : (mark?.(part.text) ?? [part.text]),
  );
InlineText.props = ['text', 'mark'];

/** Behind words that name another place than the link leads to. */
export function hostNote(url: string, words: string): string {
  const host = hiddenHost(url, words);
  return host === null ? '' : ` (${host})`;
}

/** Leads out of the page, and tells nobody where one comes from. */
export const link = (url: string, inside: (string | VNode)[]): VNode =>
  h(
    'a',
    {
      href: url,
      title: url,
      target: '_blank',
      rel: 'noopener noreferrer nofollow',
      class: 'underline decoration-1 underline-offset-2 hover:decoration-2',
    },
    inside,
  );
