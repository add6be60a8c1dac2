import { h, type FunctionalComponent, type VNode } from 'vue';
import CodeBlock from './CodeBlock.vue';
import { InlineText, link, type MarkText } from './InlineText.ts';
import type { Block, Inline } from './parse-markdown.ts';

type Mark = MarkText | undefined;

/** Vue's nodes, straight from the tree: no HTML is ever put together from what people write. */
export const MarkdownBlocks: FunctionalComponent<{ blocks: readonly Block[]; mark?: Mark }> = ({
  blocks,
  mark,
}) => blocks.map((block) => blockNode(block, mark));
MarkdownBlocks.props = ['blocks', 'mark'];

function blockNode(block: Block, mark: Mark): VNode {
  switch (block.kind) {
    case 'paragraph':
      return h('p', { dir: 'auto' }, inlineNodes(block.inside, mark));
    case 'code':
      return h(CodeBlock, { text: block.text, language: block.language });
    case 'quote':
      return h(
        'blockquote',
        { dir: 'auto' },
        block.blocks.map((inner) => blockNode(inner, mark)),
      );
    case 'list':
      return h(
        block.start === null ? 'ul' : 'ol',
        { dir: 'auto', start: block.start ?? undefined },
        block.items.map((item) =>
          h(
            'li',
            item.map((inner) => blockNode(inner, mark)),
          ),
        ),
      );
  }
}

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
