import { createLowlight, type LanguageFn } from 'lowlight';

export type Colour = string | { name: string; inside: Colour[] };

const lowlight = createLowlight();

/** The parts of a code in one of the languages below; null in another one. */
export async function highlight(language: string, text: string): Promise<Colour[] | null> {
  const name = Object.hasOwn(aliases, language) ? aliases[language]! : language;
  if (!Object.hasOwn(grammars, name)) return null;
  if (!lowlight.registered(name)) lowlight.register(name, (await grammars[name]!()).default);
  return coloursOf(lowlight.highlight(name, text).children);
}

type Tree = ReturnType<typeof lowlight.highlight>['children'];

function coloursOf(nodes: Tree | Extract<Tree[number], { children: unknown }>['children']): Colour[] {
  return nodes.flatMap((node): Colour[] => {
    if (node.type === 'text') return [node.value];
    if (node.type !== 'element') return [];
    const [name] = (node.properties['className'] as string[] | undefined) ?? [];
    return [{ name: name ?? '', inside: coloursOf(node.children) }];
  });
}

/** Each is fetched when somebody uses it first. */
const grammars: Record<string, () => Promise<{ default: LanguageFn }>> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  diff: () => import('highlight.js/lib/languages/diff'),
  dockerfile: () => import('highlight.js/lib/languages/dockerfile'),
  go: () => import('highlight.js/lib/languages/go'),
  ini: () => import('highlight.js/lib/languages/ini'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  lua: () => import('highlight.js/lib/languages/lua'),
  markdown: () => import('highlight.js/lib/languages/markdown'),
  nginx: () => import('highlight.js/lib/languages/nginx'),
  php: () => import('highlight.js/lib/languages/php'),
  powershell: () => import('highlight.js/lib/languages/powershell'),
  python: () => import('highlight.js/lib/languages/python'),
  r: () => import('highlight.js/lib/languages/r'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  scss: () => import('highlight.js/lib/languages/scss'),
  sql: () => import('highlight.js/lib/languages/sql'),
  swift: () => import('highlight.js/lib/languages/swift'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
};

const aliases: Record<string, string> = {
  'c++': 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  docker: 'dockerfile',
  golang: 'go',
  htm: 'xml',
  html: 'xml',
  js: 'javascript',
  jsx: 'javascript',
  kt: 'kotlin',
  md: 'markdown',
  patch: 'diff',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  svg: 'xml',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  vue: 'xml',
  yml: 'yaml',
  zsh: 'bash',
};
