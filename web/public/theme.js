/* Runs before the first paint, so that a chosen theme never flashes. Written by stores/preferences.ts. */
(function () {
  try {
    var chosen = JSON.parse(localStorage.getItem('chatire.preferences') || '{}');
    if (chosen.theme === 'light' || chosen.theme === 'dark')
      document.documentElement.dataset.theme = chosen.theme;
    if (chosen.language) document.documentElement.lang = chosen.language;
  } catch (error) {
    /* Storage is withheld: the system's theme is used. */
  }
})();
