/** Which of a text's forms fits a number. A text with fewer forms uses its last one for the rest. */
export const pluralRules = { en: englishForm, pl: polishForm };

/** one | other */
function englishForm(count: number, forms: number): number {
  return Math.min(count === 1 ? 0 : 1, forms - 1);
}

/** Made when the first number is said: it takes 4 ms that a start doesn't have. */
let polish: Intl.PluralRules | undefined;

/** one | few | many */
function polishForm(count: number, forms: number): number {
  polish ??= new Intl.PluralRules('pl');
  const form = { one: 0, few: 1 }[polish.select(count) as 'one' | 'few'] ?? 2;
  return Math.min(form, forms - 1);
}
