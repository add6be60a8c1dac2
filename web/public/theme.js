/* Runs before the first paint, so that a chosen theme never flashes, and no slow network brings a font. */
{
  const { saveData, effectiveType, downlink } = navigator.connection ?? {};
  /* Mbit/s, 0 where there is none: 2G brings 0.25 of it, and the font would take 1.5 s. */
  const isThin = downlink > 0 && downlink < 0.3;
  if (saveData || /2g/.test(effectiveType) || isThin) document.documentElement.dataset.network = 'slow';
  else if (document.currentScript.dataset.font) {
    const { font: href } = document.currentScript.dataset;
    const link = document.createElement('link');
    document.head.append(
      Object.assign(link, { rel: 'preload', as: 'font', type: 'font/woff2', crossOrigin: '', href }),
    );
  }
}

/* Written by stores/preferences.ts. */
try {
  const { theme, language, density } = JSON.parse(localStorage.getItem('chatire.preferences') ?? '{}');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  if (density) document.documentElement.dataset.density = density;
  if (language) document.documentElement.lang = language;
} catch {
  /* Storage is withheld: the system's theme is used. */
}
