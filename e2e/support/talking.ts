import { expect, type Locator, type Page } from '@playwright/test';

/** What a person sees and does in an open chat. */
export const log = (page: Page): Locator => page.getByRole('log', { name: 'Messages' });
export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Type a message' });

/** The texts of the messages, as they stand in the log from top to bottom. */
export const texts = (page: Page): Locator => log(page).locator('p[dir="auto"]');
export const message = (page: Page, text: string): Locator => log(page).getByText(text, { exact: true });

/** Marks, and news that ring, go by the socket, which opens a little after the first look. To be asked before the page is opened. */
export const connected = (page: Page): Promise<void> =>
  new Promise((resolve) =>
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => String(payload).includes('"ready"') && resolve()),
    ),
  );

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Back in the log, and until that is drawn: a wheel may be turned several times before one sees where one is. */
export const halfAViewUp = (page: Page): Promise<void> =>
  log(page).evaluate(async (place) => {
    place.scrollBy(0, -place.clientHeight / 2);
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  });

/** From wherever the chat was opened. `text`: the newest message. */
export async function toNewest(page: Page, text: string): Promise<void> {
  const pill = page.getByRole('button', { name: /new messages?$|^To the newest/ });
  await expect(async () => {
    if (await pill.isVisible()) await pill.click({ timeout: 5_000 });
    await expect(message(page, text)).toBeInViewport({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
}

export async function expectConversation(pages: readonly Page[], lines: readonly string[]): Promise<void> {
  for (const page of pages) await expect(texts(page)).toHaveText([...lines]);
}

/** Where a message stands: from the left edge of the log and from the right one, in pixels. */
export async function margins(page: Page, text: string): Promise<{ left: number; right: number }> {
  const room = await box(log(page));
  const own = await box(message(page, text));
  return { left: own.x - room.x, right: room.x + room.width - own.x - own.width };
}

/** Copying takes the browser a moment, and says so nowhere. */
export async function copied(page: Page, pattern: RegExp): Promise<string> {
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).toMatch(pattern);
  return await read();
}

async function box(locator: Locator) {
  const found = await locator.boundingBox();
  if (!found) throw new Error(`Not on the page: ${locator}`);
  return found;
}
