import { loadConfig, settingNames, type Config } from '../config.ts';
import { whyPublic } from '../config-secrets.ts';
import { misspeltSettings } from '../misspelt-settings.ts';
import { findingsAbout, splitSentence, type Finding } from './finding.ts';

const about = findingsAbout('Settings');

/** The settings if they can be used, and what is doubtful about them. */
export function checkSettings(env: NodeJS.ProcessEnv): { config: Config | undefined; findings: Finding[] } {
  let config: Config;
  try {
    config = loadConfig(env);
  } catch (error) {
    return { config: undefined, findings: [about.wrong(...splitSentence(error))] };
  }
  const { host, publicUrl, mail, rateLimits } = config;
  const findings: Finding[] = [about.well('They can be used.')];
  for (const sentence of misspeltSettings(env, settingNames))
    findings.push(about.doubtful(sentence, 'Rename it, or remove it.'));
  if (whyPublic(host, undefined) && publicUrl === undefined)
    findings.push(
      about.doubtful(
        `HOST=${host} takes visitors from the network, and PUBLIC_URL isn't set.`,
        'Set PUBLIC_URL to the address that people use: only it may open sockets then, and a proxy before it is believed.',
      ),
    );
  if (!rateLimits) findings.push(about.doubtful('RATE_LIMITS=off is for benches.', 'Leave it out.'));
  if (publicUrl !== undefined && !mail)
    findings.push(
      about.doubtful(
        'Without SMTP_URL and MAIL_FROM, people who forget their password need you (npm run reset-link).',
        'Set both if you have a mail server.',
      ),
    );
  return { config, findings };
}
