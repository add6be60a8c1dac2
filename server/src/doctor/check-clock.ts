import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findingsAbout, type Finding } from './finding.ts';

const about = findingsAbout('Clock');

/** Whether the machine follows the network's time, where systemd says so. */
export async function checkClock(): Promise<Finding[]> {
  const asked = promisify(execFile)('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
    timeout: 3_000,
  });
  const answer = await asked.then(
    ({ stdout }) => stdout.trim(),
    () => 'unknown',
  );
  if (answer === 'yes') return [about.well('It follows the time of the network.')];
  if (answer !== 'no') return [];
  const advice = 'timedatectl set-ntp true: codes of apps and ends of sign-ins go by it.';
  return [about.doubtful('It does not follow the time of the network.', advice)];
}
