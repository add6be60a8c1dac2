/** Which of a text's forms fits a number. English needs no entry: its two forms are vue-i18n's default. */
export const pluralRules = { pl: polishForm };

const polish = new Intl.PluralRules('pl');

/** one | few | many. A text with fewer forms uses its last one for the rest. */
function polishForm(count: number, forms: number): number {
  const form = { one: 0, few: 1 }[polish.select(count) as 'one' | 'few'] ?? 2;
  return Math.min(form, forms - 1);
}
