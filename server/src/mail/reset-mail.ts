import { escapeHtml, mailButton, mailFoot, mailPage, type Language } from './mail-parts.ts';
import type { Mail } from './mailer.ts';

export interface ResetLink {
  username: string;
  link: string;
}

/** One mail for all accounts of an address: whoever reads it may have several. */
export function resetMail(to: string, links: readonly ResetLink[], language: Language): Mail {
  const { subject, intro, account, button, end } = sentences[language];
  const text = [intro, ...links.map(({ username, link }) => `${account} ${username}\n${link}`), end];
  const html = links.map(
    ({ username, link }) =>
      `<p>${account} <strong>${escapeHtml(username)}</strong></p>${mailButton(link, button)}`,
  );
  return {
    to,
    subject,
    text: `${text.join('\n\n')}\n`,
    html: mailPage(language, `<p>${intro}</p>${html.join('')}${mailFoot([end])}`),
  };
}

const sentences = {
  en: {
    subject: 'A new password for Chatire',
    intro: 'Somebody, probably you, wants to set a new password.',
    account: 'User name:',
    button: 'Set a new password',
    end: "The link is good once, for an hour. If it wasn't you, do nothing: your password stays as it is.",
  },
  pl: {
    subject: 'Nowe hasło do Chatire',
    intro: 'Ktoś, zapewne Ty, chce ustawić nowe hasło.',
    account: 'Nazwa użytkownika:',
    button: 'Ustaw nowe hasło',
    end: 'Link działa raz, przez godzinę. Jeśli to nie Ty, nic nie rób: hasło pozostanie bez zmian.',
  },
} satisfies Record<Language, Record<string, string>>;
