import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

/** Tells the worker which files there are, once their names are known. `always`: files of `public/` that the first look needs. */
export function serviceWorker(fileName: string, always: readonly string[]): Plugin {
  return {
    name: 'chatire-service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[fileName];
        const page = bundle['index.html'];
        if (worker?.type !== 'chunk' || page?.type !== 'asset')
          throw new Error('No worker or no page was built.');
        const first = filesNamedIn(String(page.source), bundle);
        const rest = Object.keys(bundle).filter(
          (file) =>
            /^assets\/.+\.(?:js|css|woff2)$/.test(file) && !first.includes(file) && isSmall(bundle[file]!),
        );
        const version = createHash('sha256')
          .update(Object.keys(bundle).sort().join('\n'))
          .update(page.source)
          .digest('hex');
        worker.code = worker.code
          .replaceAll('PAGE_VERSION', JSON.stringify(version.slice(0, 12)))
          .replaceAll('FIRST_FILES', JSON.stringify(['', ...always, ...first]))
          .replaceAll('LATER_FILES', JSON.stringify(rest));
      },
    },
  };
}

/** Large ones, such as all emoji, are kept when somebody uses them. */
const isSmall = (file: Bundle[string]): boolean =>
  (file.type === 'chunk' ? file.code : file.source).length < 64 * 1024;

/** Scripts, their preloads and styles: all of the first look stands in the page. The font may come later. */
const filesNamedIn = (html: string, bundle: Bundle): string[] =>
  Object.keys(bundle).filter((file) => /^assets\/.+\.(?:js|css)$/.test(file) && html.includes(`/${file}"`));
