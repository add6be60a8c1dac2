import type { Plugin } from 'vite';

const script = '<script src="./theme.js"';

/** Tells the page's first script of the font, to be asked for early: without it, text would be drawn twice. */
export function preloadFont(name: RegExp): Plugin {
  return {
    name: 'chatire-preload-font',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((path) => name.test(path));
        if (!file || !html.includes(script)) throw new Error(`No font ${name}, or no ${script}.`);
        return html.replace(script, `${script} data-font="./${file}"`);
      },
    },
  };
}
