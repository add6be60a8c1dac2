import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

/** Debian's Chromium, also for root, and quiet: it asks no other host for anything. */
export const chromium = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
} satisfies LaunchOptions;

const shell = '/usr/bin/chromium-headless-shell';

/** The same without windows, which takes half the time. It knows neither which window has the focus nor notifications. */
export const windowless =
  process.env['CHROMIUM'] === undefined && existsSync(shell)
    ? { ...chromium, executablePath: shell }
    : chromium;
