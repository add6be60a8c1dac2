import { Lexer, type Token, type Tokens } from 'marked';
import { hiddenHost, urlParts } from './addresses.ts';
import { ChatTokenizer } from './chat-tokenizer.ts';

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; inside: Inline[] }
  | { kind: 'strong' | 'em' | 'del'; inside: Inline[] };
export type Block =
  | { kind: 'paragraph'; inside: Inline[] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; start: number | null; items: Item[] }
  | { kind: 'code'; text: string; language: string };

const lexer = () => new Lexer({ gfm: true, tokenizer: new ChatTokenizer() });

/** A task says by its first letter whether it is done. */
export interface Item {
  isTask: boolean;
  blocks: Block[];
}

/** A tree of plain objects; nothing in it is HTML, and its links lead to http, https and mailto only. */
export const parseMarkdown = (text: string): Block[] => blocksOf(lexer().lex(text));

function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.flatMap((token): Block[] => {
    switch (token.type) {
      case 'space':
      case 'checkbox':
        return [];
      case 'code':
        return [{ kind: 'code', text: token['text'], language: languageOf(token['lang']) }];
      case 'blockquote':
        return [{ kind: 'quote', blocks: blocksOf(tokensIn(token)) }];
      case 'list':
        return [
          {
            kind: 'list',
            start: token['ordered'] ? Number(token['start']) : null,
            items: token['items'].map(itemOf),
          },
        ];
      default:
        return [{ kind: 'paragraph', inside: inlinesOf('tokens' in token ? tokensIn(token) : [token]) }];
    }
  });
}

const tokensIn = (token: Token): readonly Token[] => ('tokens' in token && token.tokens) || [];

function itemOf({ tokens, task, checked }: Tokens.ListItem): Item {
  const blocks = blocksOf(tokens);
  const [first] = blocks;
  if (!task || first?.kind !== 'paragraph') return { isTask: false, blocks };
  const sign: Inline = { kind: 'text', text: checked ? '☑ ' : '☐ ' };
  const words: Block = { kind: 'paragraph', inside: [sign, ...first.inside] };
  return { isTask: true, blocks: [words, ...blocks.slice(1)] };
}

const inlinesOf = (tokens: readonly Token[]): Inline[] => tokens.map(inlineOf);

function inlineOf(token: Token): Inline {
  const asTyped: Inline = { kind: 'text', text: token.raw };
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return { kind: token.type, inside: inlinesOf(tokensIn(token)) };
    case 'codespan':
      return { kind: 'code', text: token['text'] };
    case 'escape':
      return { kind: 'text', text: token['text'] };
    case 'link': {
      const url = safeUrl(token['href'], token['text']);
      if (!url) return asTyped;
      const host = hiddenHost(url, token['text']);
      const note: Inline[] = host === null ? [] : [{ kind: 'text', text: ` (${host})` }];
      return { kind: 'link', url, inside: [...inlinesOf(tokensIn(token)), ...note] };
    }
    default:
      return asTyped;
  }
}

/** Nothing that runs, nobody named before the host, and no words that are the whole address of another place. */
function safeUrl(href: string, words: string): string | null {
  const url = urlParts(href);
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return null;
  if (url.username || url.password) return null;
  const claims = url.protocol !== 'mailto:' && /https?:|www\./i.test(words.normalize('NFKC'));
  return claims && words !== href && hiddenHost(href, words) !== null ? null : href;
}

const languageOf = (info: string | undefined) => /^[\w+#.-]+/.exec(info ?? '')?.[0].toLowerCase() ?? '';
