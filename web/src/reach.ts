/** Milliseconds between two tries, where nothing says sooner that the network is back. */
const pause = 5_000;

/** Loads a file of the page, and goes on until it is there: on plain HTTP no worker keeps it. `missing`: a try was in vain. */
export async function reach<Module>(load: () => Promise<Module>, missing = () => {}): Promise<Module> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (!(error instanceof Error) || !isUnreached.test(error.message)) throw error;
      missing();
      await networkOrPause();
    }
  }
}

/** As Chromium and Firefox, Safari, and Vite for a style sheet say it. A file that fails while it runs is another matter. */
const isUnreached = /imported module|module script|Unable to preload/;

function networkOrPause(): Promise<void> {
  const waiting = new AbortController();
  return new Promise<void>((resolve) => {
    addEventListener('online', () => resolve(), { signal: waiting.signal });
    setTimeout(resolve, pause);
  }).finally(() => waiting.abort());
}
