import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { still } from './still.ts';

/** What axe finds on a page opened with reduced motion, once it rests: half faded in, every text is too pale. */
export async function findings(page: Page): Promise<string[]> {
  await still(page);
  // The other mode opens a page of its own, and this one would lose the focus.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
