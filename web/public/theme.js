/* Runs before the first paint, so that a chosen theme never flashes. Written by stores/preferences.ts. */
try {
  const { theme, language, density } = JSON.parse(localStorage.getItem('chatire.preferences') ?? '{}');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  if (density) document.documentElement.dataset.density = density;
  if (language) document.documentElement.lang = language;
} catch {
  /* Storage is withheld: the system's theme is used. */
}
