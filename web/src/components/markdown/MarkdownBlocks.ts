import { h, type FunctionalComponent, type VNode } from 'vue';
import CodeBlock from './CodeBlock.vue';
import { InlineText, link, type MarkText } from './InlineText.ts';
import type { Block, Inline } from './parse-markdown.ts';

type Mark = MarkText | undefined;

/** Vue's nodes, straight from the tree: no HTML is ever put together from what people write. */
export const MarkdownBlocks: FunctionalComponent<{ blocks: readonly Block[]; mark?: Mark }> = ({
  blocks,
  mark,
}) => blocks.map((block) => blockNode(block, mark, ownDirection));
MarkdownBlocks.props = ['blocks', 'mark'];

const ownDirection = { dir: 'auto' } as const;

/** A block of its own finds its direction; what is inside of a quote or a list goes the way of that. */
function blockNode(block: Block, mark: Mark, direction: { dir?: 'auto' }): VNode {
  switch (block.kind) {
    case 'paragraph':
      return h('p', direction, inlineNodes(block.inside, mark));
    case 'code':
      return h(CodeBlock, { text: block.text, language: block.language });
    case 'quote':
      return h('blockquote', direction, innerNodes(block.blocks, mark));
    case 'list':
      return h(
        block.start === null ? 'ul' : 'ol',
        { ...direction, start: block.start ?? undefined },
        block.items.map(({ isTask, blocks }) =>
          h('li', { class: { task: isTask } }, innerNodes(blocks, mark)),
        ),
      );
  }
}

const innerNodes = (blocks: readonly Block[], mark: Mark) =>
  blocks.map((block) => blockNode(block, mark, {}));

function inlineNodes(inside: readonly Inline[], mark: Mark): (VNode | string)[] {
  const plain = (text: string) => h(InlineText, { text, mark });
  return inside.map((part) => inlineNode(part, plain));
}

function inlineNode(part: Inline, plain: (text: string) => VNode | string): VNode | string {
  const inside = (show = plain) =>
    'inside' in part ? part.inside.map((inner) => inlineNode(inner, show)) : [];
  switch (part.kind) {
    case 'text':
      return plain(part.text);
    case 'code':
      return h('code', { dir: 'ltr' }, part.text);
    case 'link':
      // An address among its words would be a link within a link.
      return link(
        part.url,
        inside((text) => text),
      );
    default:
      return h(part.kind, inside());
  }
}
