import { isIPv6 } from 'node:net';
import type { Config } from '../config.ts';
import { ask, reasonOf } from './ask.ts';
import { findingsAbout, type Finding } from './finding.ts';

const about = findingsAbout('Server');

/** Whether one answers on this machine, at the place where these settings put it. */
export async function checkServer({ host, port }: Config): Promise<Finding[]> {
  // The system chose it.
  if (port === 0) return [];
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const url = new URL(`http://${isIPv6(near) ? `[${near}]` : near}:${port}/health/ready`);
  try {
    const { status, text } = await ask(url);
    const { database, broker } = parse(text);
    if (database === undefined)
      return [
        about.wrong(
          `At ${url.origin} something else than Chatire answers (${status}).`,
          'Set PORT to another one, or stop the other program.',
        ),
      ];
    if (status !== 200)
      return [
        about.wrong(
          `The server at ${url.origin} can't use its database.`,
          'See what is said of the database.',
        ),
      ];
    if (broker !== 'ok')
      return [
        about.doubtful(
          `The server at ${url.origin} is ready, but its broker is unwell.`,
          'See what is said of the broker.',
        ),
      ];
    return [about.well(`It runs at ${url.origin} and is ready.`)];
  } catch (error) {
    return [
      about.doubtful(
        `None answers at ${url.origin} (${reasonOf(error)}).`,
        'Start it: npm start. If it runs elsewhere, that is fine; run the doctor there as well.',
      ),
    ];
  }
}

function parse(text: string): { database?: string; broker?: string } {
  try {
    return JSON.parse(text) as { database?: string; broker?: string };
  } catch {
    return {};
  }
}
