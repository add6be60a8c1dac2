import type { en } from './en.ts';

export type LocaleName = 'en' | 'pl';

/** The same in another language. */
export type Texts<Tree> = { [Key in keyof Tree]: Tree[Key] extends string ? string : Texts<Tree[Key]> };
/** What a language has to say; a missing text doesn't compile. */
export type Locale = Texts<typeof en>;
