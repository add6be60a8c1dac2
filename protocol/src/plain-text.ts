import { shownText } from './shown-text.ts';

/** What a Markdown text says, without its signs: for previews, titles and notifications. */
export function plainText(markdown: string): string {
  // Code, escaped signs and addresses stay as they are: they are put aside, under a number between two private letters.
  const aside: string[] = [];
  const put = (text: string) => `\u{e000}${aside.push(text) - 1}\u{e001}`;
  return shownText(markdown)
    .replaceAll(/^ {0,3}(?:`{3,}|~{3,})[^\n`]*(?:\n|$)/gm, '')
    .replaceAll(/`([^`\n]+)`|\\([!-/:-@[-`{-~])/g, (_, code?: string, sign?: string) => put(code ?? sign!))
    .replaceAll(/(?:https?:\/\/|mailto:)[^\s<>()*~]+/gi, put)
    .replaceAll(/^ {0,3}(?:>[ \t]?)+/gm, '')
    .replaceAll(/\[([^\][\n]+)\]\(\u{e000}[^\s()]+\)/gu, '$1')
    .replaceAll(/<(\u{e000}\d+\u{e001})>/gu, '$1')
    .replaceAll(/\*\*(?=\S)((?:[^*\n]|\*(?!\*))*[^\s*])\*\*/g, '$1')
    .replaceAll(/~~(?=\S)([^~\n]*[^\s~])~~/g, '$1')
    .replaceAll(/\*(?=\S)([^*\n]*[^\s*])\*/g, '$1')
    .replaceAll(/(?<![\p{L}\p{N}_])(__?)(?=\S)([^_\n]*[^\s_])\1(?![\p{L}\p{N}_])/gu, '$2')
    .replaceAll(/\u{e000}(\d+)\u{e001}/gu, (typed, number: string) => aside[Number(number)] ?? typed);
}
