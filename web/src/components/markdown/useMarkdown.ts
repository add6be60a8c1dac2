import { shallowRef, type Component } from 'vue';
import { mayBeMarkdown } from './may-be-markdown.ts';

/** What shows Markdown, once the page has met some; until then, and without a network, it is shown as typed. */
export const markdownText = shallowRef<Component | null>(null);
let loading: Promise<void> | null = null;

export const loadMarkdown = (): Promise<void> =>
  (loading ??= import('./MarkdownText.vue').then(
    (module) => void (markdownText.value = module.default),
    () => void (loading = null),
  ));

/** Resolves when these texts can be shown as they will stay. */
export async function textsReady(texts: Iterable<string>): Promise<void> {
  if (markdownText.value) return;
  for (const text of texts) if (mayBeMarkdown(text)) return await loadMarkdown();
}
