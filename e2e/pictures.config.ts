import { defineConfig } from '@playwright/test';
import usual from './playwright.config.ts';

/**
 * How the main screens look, held against pictures of how they looked. These are kept on each machine, in `pictures/stored`, and not in the
 * repository: each draws letters in its own way, and every change of looks would add a megabyte to it. So first, on a commit that is well:
 * `npm run pictures -- --update-snapshots`, later `npm run pictures`. What differs is shown side by side in `pictures-report`.
 */
export default defineConfig(usual, {
  testDir: 'pictures',
  testIgnore: [],
  snapshotPathTemplate: '{testDir}/stored/{arg}{ext}',
  reporter: [['list'], ['html', { open: 'never', outputFolder: 'pictures-report' }]],
  expect: {
    toHaveScreenshot: { maxDiffPixels: 40, animations: 'disabled', stylePath: 'pictures/same-each-time.css' },
  },
  // The two would make the same people.
  workers: 1,
  timeout: 180_000,
  projects: [{ name: 'pictures' }],
});
