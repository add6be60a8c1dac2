import type { Plugin } from 'vite';

/** Asks for the font together with the style sheet: without it, text would be drawn twice. */
export function preloadFont(name: RegExp): Plugin {
  return {
    name: 'chatire-preload-font',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((path) => name.test(path));
        if (!file) throw new Error(`No font ${name} in the bundle.`);
        const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `./${file}` };
        return [{ tag: 'link', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}
