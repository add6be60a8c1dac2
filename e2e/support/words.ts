/** What the walks through the screens look for, in each language of the page. */
const words = {
  signUp: ['Sign Up', 'Rejestracja'],
  signInTab: ['Sign In', 'Logowanie'],
  signIn: ['Sign in', 'Zaloguj się'],
  username: ['Username', 'Nazwa użytkownika'],
  password: ['Password', 'Hasło'],
  createAccount: ['Create account', 'Utwórz konto'],
  readTerms: ['Read them', 'Przeczytaj'],
  terms: ['Terms and conditions', 'Regulamin'],
  understood: ['Understood', 'Rozumiem'],
  join: ['Join the chat', 'Dołącz do czatu'],
  yourName: ['Your name', 'Twoje imię'],
  deadLink: ["This link doesn't work", 'Ten link nie działa'],
  nothing: ['Nothing here', 'Nic tu nie ma'],
  unreachable: ["Can't reach the server", 'Nie można połączyć się z serwerem'],
  start: ['Start Chatting', 'Zacznij rozmowę'],
  settings: ['Account and settings', 'Konto i ustawienia'],
  settingsPage: ['Settings', 'Ustawienia'],
  changePassword: ['Change password', 'Zmień hasło'],
  deleteAccount: ['Delete my account', 'Usuń moje konto'],
  deleteForGood: ['Delete for good', 'Usuń na zawsze'],
  addPicture: ['Add a picture', 'Dodaj zdjęcie'],
  usePicture: ['Use this picture', 'Użyj tego zdjęcia'],
  signOut: ['Sign out', 'Wyloguj się'],
  qr: ['QR code of the link', 'Kod QR linku'],
  share: ['Share', 'Udostępnij'],
  details: ['Details', 'Szczegóły'],
  addMember: ['Add somebody by user name', 'Dodaj kogoś po nazwie użytkownika'],
  typeMessage: ['Type a message', 'Napisz wiadomość'],
  emoji: ['Insert an emoji', 'Wstaw emoji'],
  findEmoji: ['Find an emoji', 'Szukaj emoji'],
  findPlace: ['Find a chat or person', 'Znajdź czat lub osobę'],
  keys: ['Keyboard shortcuts', 'Skróty klawiszowe'],
  actions: ['Message actions', 'Działania na wiadomości'],
  edit: ['Edit message', 'Edytuj wiadomość'],
  delete: ['Delete', 'Usuń'],
  deleteTitle: ['Delete this message?', 'Usunąć tę wiadomość?'],
  tryAgain: ['Try again', 'Spróbuj ponownie'],
  missing: ["You can't see this chat", 'Nie możesz zobaczyć tego czatu'],
  leaveTitle: ['Sign out as a guest?', 'Wylogować się jako gość?'],
  keep: ['Keep this account', 'Zachowaj to konto'],
  keepIt: ['Keep it', 'Zachowaj'],
  loadingInvitation: ['Opening the invitation', 'Otwieranie zaproszenia'],
  loadingMessages: ['Loading messages', 'Wczytywanie wiadomości'],
} as const;

export type Language = 'en' | 'pl';

export function wordsIn(language: Language): Record<keyof typeof words, string> {
  const index = language === 'en' ? 0 : 1;
  const pairs = Object.entries(words).map(([key, texts]) => [key, texts[index]]);
  return Object.fromEntries(pairs) as Record<keyof typeof words, string>;
}
