import type { Page } from '@playwright/test';
import type { Demo } from './demo.ts';

/** The time in every picture. */
const now = new Date('2026-03-12T09:04:30Z');

/** Demo people say everything within a second; what the page is told spreads it over their morning. */
export async function tellDemoTime(
  page: Page,
  { times }: Demo,
  fetchFrom: (url: string) => string,
): Promise<void> {
  await page.clock.setFixedTime(now);
  await page.route('**/api/chats/**', async (route) => {
    if (route.request().method() !== 'GET') return await route.continue();
    const response = await route.fetch({ url: fetchFrom(route.request().url()) });
    return await route.fulfill({ response, body: retold(await response.text(), times) });
  });
}

function retold(body: string, times: Demo['times']): string {
  return JSON.stringify(
    JSON.parse(body, (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value;
      if ('at' in value && 'user' in value)
        return { ...value, at: new Date(now.getTime() - 54 * 60_000).toISOString() };
      if (!('created_at' in value)) return value;
      const ago = 'message' in value ? times.get(String(value.message)) : 2000;
      return { ...value, created_at: new Date(now.getTime() - (ago ?? 0) * 60_000).toISOString() };
    }),
  );
}
