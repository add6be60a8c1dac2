import { escapeHtml, mailButton, mailFoot, mailPage, type Language } from './mail-parts.ts';
import type { Mail } from './mailer.ts';

/** To an address that somebody says is theirs. */
export function confirmMail(to: string, username: string, link: string, language: Language): Mail {
  const { subject, account, intro, button, end } = confirming[language];
  return {
    to,
    subject,
    text: `${intro}\n${account} ${username}\n\n${link}\n\n${end}\n`,
    html: mailPage(
      language,
      `<p>${intro}</p><p>${account} <strong>${escapeHtml(username)}</strong></p>${mailButton(link, button)}${mailFoot([end])}`,
    ),
  };
}

/** To the address that an account had: whoever reads it may know nothing of the change. */
export function changedMail(to: string, username: string, language: Language): Mail {
  const { subject, account, intro, end } = changing[language];
  return {
    to,
    subject,
    text: `${intro}\n${account} ${username}\n\n${end}\n`,
    html: mailPage(
      language,
      `<p>${intro}</p><p>${account} <strong>${escapeHtml(username)}</strong></p>${mailFoot([end])}`,
    ),
  };
}

const confirming = {
  en: {
    subject: 'Is this your address?',
    intro: 'Somebody, probably you, has given this address to their account on Chatire.',
    account: 'User name:',
    button: 'Yes, it is mine',
    end: "The link is good for three days. If it wasn't you, do nothing: nothing more will be sent here.",
  },
  pl: {
    subject: 'Czy to Twój adres?',
    intro: 'Ktoś, zapewne Ty, podał ten adres w swoim koncie na Chatire.',
    account: 'Nazwa użytkownika:',
    button: 'Tak, to mój adres',
    end: 'Link działa przez trzy dni. Jeśli to nie Ty, nic nie rób: nic więcej tu nie przyjdzie.',
  },
} satisfies Record<Language, Record<string, string>>;

const changing = {
  en: {
    subject: 'Your account has another address now',
    intro:
      'The e-mail address of your account on Chatire was changed or taken out. This one has nothing to do with it any more.',
    account: 'User name:',
    end: "If it wasn't you, somebody knows your password: set a new one, or ask whoever runs the server for help.",
  },
  pl: {
    subject: 'Twoje konto ma teraz inny adres',
    intro:
      'Adres e-mail Twojego konta na Chatire został zmieniony lub usunięty. Ten nie jest już z nim związany.',
    account: 'Nazwa użytkownika:',
    end: 'Jeśli to nie Ty, ktoś zna Twoje hasło: ustaw nowe albo poproś o pomoc osobę, która prowadzi serwer.',
  },
} satisfies Record<Language, Record<string, string>>;
