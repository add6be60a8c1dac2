import type { Mention } from '@chatire/protocol';

/** Whom a text names after an @. */
export interface Mentions {
  people: Mention[];
  all: boolean;
}

/** As counts of mentions go by it. */
export const mentionedBy = ({ people, all }: Mentions): 'all' | number[] =>
  all ? 'all' : [...new Set(people.map(({ id }) => id))];
