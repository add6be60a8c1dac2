/** Whole calendar days from one date to another, on this device's calendar. */
export function daysBetween(from: Date, to: Date): number {
  // Noon: a change to summer time mustn't cost a day.
  const noon = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12).getTime();
  return Math.round((noon(to) - noon(from)) / 86_400_000);
}

/** Same calendar day, same text. */
export function dayKey(time: string): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
