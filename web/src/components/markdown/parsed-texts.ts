import { parseMarkdown, type Block } from './parse-markdown.ts';

/** Texts whose trees are held: a long log's rows come and go as one scrolls. */
const most = 500;
const trees = new Map<string, Block[]>();

/** The tree of a text, made once for as long as it is among the last ones that were shown. */
export function parsedText(text: string): Block[] {
  const tree = trees.get(text) ?? parseMarkdown(text);
  trees.delete(text);
  trees.set(text, tree);
  if (trees.size > most) trees.delete(trees.keys().next().value!);
  return tree;
}
