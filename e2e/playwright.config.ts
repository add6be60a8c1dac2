import { defineConfig } from '@playwright/test';
import type { Options } from './support/test.ts';
import { chromium, windowless } from './support/chromium.ts';

/** Every test meets a real server in a real browser. A test that fails once is a bug to find: there are no retries. */
export default defineConfig<object, Options>({
  testDir: '.',
  testIgnore: 'pictures/**',
  outputDir: 'test-results',
  globalSetup: './global-setup.ts',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // More than cores: the servers and browsers of one test wait for each other most of the time.
  workers: 3,
  // Far more than is needed: a machine that is slow for a while is no bug. What is promised in seconds, its own test measures.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [[process.env['CI'] ? 'dot' : 'list']],
  use: {
    browserName: 'chromium',
    headless: true,
    launchOptions: windowless,
    // Between page and server there would be a worker that tests can't look into; those of the worker allow it.
    serviceWorkers: 'block',
    locale: 'en-GB',
    timezoneId: 'Europe/Warsaw',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
  },
  projects: [
    // Two server processes on one PostgreSQL and one RabbitMQ, whose start takes 12 s: so one worker has it, from the beginning.
    {
      name: 'cluster',
      use: { kind: 'cluster' },
      testMatch: ['**/journey.spec.ts', '**/restart.spec.ts', '**/cluster.spec.ts'],
      // Of the journeys those of several people: what one page does alone knows nothing of processes.
      grep: /friend|same order|everybody|restart|killed|network|process|RabbitMQ|lost|down/,
      workers: 1,
    },
    {
      name: 'embedded',
      use: { kind: 'embedded' },
      testIgnore: ['**/cluster.spec.ts', '**/alerts.spec.ts', '**/push.spec.ts', 'pictures/**'],
    },
    {
      name: 'windows',
      use: { kind: 'embedded', launchOptions: chromium },
      testMatch: ['**/alerts.spec.ts', '**/push.spec.ts'],
      fullyParallel: false,
    },
  ],
});
