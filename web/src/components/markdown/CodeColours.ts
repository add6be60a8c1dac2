import { h, type FunctionalComponent, type VNode } from 'vue';
import type { Colour } from './highlight.ts';

/** Code, coloured if it is known how. */
export const CodeColours: FunctionalComponent<{ text: string; colours: Colour[] | null }> = ({
  text,
  colours,
}) => (colours ? colours.map(colourNode) : text);
CodeColours.props = ['text', 'colours'];

const colourNode = (part: Colour): VNode | string =>
  typeof part === 'string' ? part : h('span', { class: part.name }, part.inside.map(colourNode));
