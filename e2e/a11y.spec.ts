import type { Page } from '@playwright/test';
import { findings } from './support/findings.ts';
import {
  type Walk,
  walkAsGuest,
  walkAsMember,
  walkAsOwner,
  walkAsStranger,
  walkTroubles,
  walkWhileLoading,
} from './support/screens.ts';
import { expect, test } from './support/test.ts';
import { type Language, wordsIn } from './support/words.ts';
import { createWorld, type World } from './support/world.ts';

const walks = {
  'a stranger': walkAsStranger,
  'a member': walkAsMember,
  'a guest': walkAsGuest,
  'the owner of the server': walkAsOwner,
  'somebody who waits': walkWhileLoading,
} satisfies Record<string, (walk: Walk) => Promise<void>>;

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const day = { name: 'desktop, English, light', ...desktop, language: 'en', colorScheme: 'light' } as const;
/** Each size, language and theme once. */
const opposites = [
  day,
  { name: 'phone, Polish, dark', ...phone, language: 'pl', colorScheme: 'dark' },
] as const;
/** Not every combination of them, but every pair: for the walk by most screens. */
const everyPair = [
  day,
  { name: 'desktop, Polish, dark', ...desktop, language: 'pl', colorScheme: 'dark' },
  { name: 'phone, English, dark', ...phone, language: 'en', colorScheme: 'dark' },
  { name: 'phone, Polish, light', ...phone, language: 'pl', colorScheme: 'light' },
] as const;

let world: Promise<World> | undefined;

for (const [who, walk] of Object.entries(walks))
  for (const { name, language, ...options } of walk === walkAsMember ? everyPair : opposites)
    test(`axe finds nothing on the screens of ${who}: ${name}`, async ({ visitor, installation, watch }) => {
      test.setTimeout(300_000);
      watch.expectTrouble(...walkTroubles);
      world ??= createWorld(installation);
      const page = await visitor({ ...options, locale: localeOf(language), reducedMotion: 'reduce' });
      const found: Findings = new Map();
      const see = async (screen: string) => {
        const all = [...(await findings(page)), ...(await tooTall(page))];
        for (const finding of all) found.set(finding, [...(found.get(finding) ?? []), screen]);
      };
      await walk({ page, world: await world, words: wordsIn(language), see });
      expect(Object.fromEntries(found), 'what axe found, and on which screens').toEqual({});
    });

/** The conversation fills the window, whatever stands beside it. */
const tooTall = (page: Page) =>
  page.evaluate(() => {
    const isShown = document.querySelector('#conversation') !== null;
    return isShown && document.documentElement.scrollHeight > innerHeight ? ['the page itself scrolls'] : [];
  });

/** Each finding with the screens that have it. */
type Findings = Map<string, string[]>;

const localeOf = (language: Language) => (language === 'en' ? 'en-GB' : 'pl-PL');
