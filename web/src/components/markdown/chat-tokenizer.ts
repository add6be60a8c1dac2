import { Tokenizer, type Tokens } from 'marked';
import { addressAt } from './addresses.ts';

/** Quotes and lists within each other, and emphasis. Deeper ones are left as typed: nobody reads them, and each level costs a pass. */
const deepest = 4;
/** Signs of emphasis that end nowhere, of one text. After so many, the others are letters. */
const mostLonely = 60;

/** The Markdown of chats: of what `marked` knows, the part that people use by the way, and their lines as they broke them. */
export class ChatTokenizer extends Tokenizer {
  private depth = 0;
  private lonely = 0;

  /** Only the lines that are marked: what follows is the answer to the quote. */
  override blockquote(source: string): Tokens.Blockquote | undefined {
    const [lines] = /^(?: {0,3}>[^\n]*(?:\n|$))+/.exec(source) ?? [];
    return lines === undefined ? undefined : this.within(() => super.blockquote(lines));
  }

  /** Items with something in them, and lines that are indented below one. */
  override list(source: string): Tokens.List | undefined {
    if (!/^ {0,3}(?:[*+-]|\d{1,9}[.)])[ \t]+\S/.test(source)) return undefined;
    const [lines] =
      /^(?:(?: {0,3}(?:[*+-]|\d{1,9}[.)])(?=[ \t\n]|$)|[ \t])[^\n]*(?:\n+|$))+/.exec(source) ?? [];
    return lines === undefined ? undefined : this.within(() => super.list(lines));
  }

  private within<Token>(tokenize: () => Token): Token | undefined {
    if (this.depth === deepest) return undefined;
    this.depth++;
    try {
      return tokenize();
    } finally {
      this.depth--;
    }
  }

  /** The `!` of a picture is a letter, the rest of it a link. */
  override link(source: string): Tokens.Link | Tokens.Image | undefined {
    return source.startsWith('!') ? undefined : super.link(source);
  }

  /** Two tildes: one alone means "about". */
  override del(source: string, masked: string, before?: string): Tokens.Del | undefined {
    return source.startsWith('~~') ? this.within(() => super.del(source, masked, before)) : undefined;
  }

  /** Each sign without its other half is looked for up to the end of the text. */
  override emStrong(source: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    if (!/^[*_]/.test(source) || this.lonely === mostLonely) return undefined;
    const found = this.within(() => super.emStrong(source, masked, before));
    if (!found) this.lonely++;
    return found;
  }

  override url(source: string): Tokens.Link | undefined {
    const found = addressAt(source);
    if (!found) return undefined;
    const { text, url } = found;
    return { type: 'link', raw: text, href: url, text, tokens: [{ type: 'text', raw: text, text }] };
  }

  // Not for chats: all of these stay as typed.
  override html = nothing;
  override tag = nothing;
  override heading = nothing;
  override lheading = nothing;
  override hr = nothing;
  override table = nothing;
  override code = nothing;
  override def = nothing;
  override reflink = nothing;
}

function nothing(): undefined {}
