/*
 * What has to be there before anything runs: the packages that package-lock.json names, and the built page.
 * Runs on the Node that the machine has (20 or later), without any package.
 */
import { buildPage } from './build-page.mjs';
import { arePackagesInstalled, checkNode, installPackages } from './packages.mjs';

/** Takes 0.1 s when everything is there. */
export async function setUp({ page }) {
  if (!arePackagesInstalled()) await installPackages();
  checkNode();
  if (page) await buildPage();
}
