import vue from 'eslint-plugin-vue';
import typescript from 'typescript-eslint';
import vueParser from 'vue-eslint-parser';

/*
 * Only what oxlint can't see: the templates of components, and promises that nobody waits for. Scripts are oxlint's, layout is oxfmt's.
 * "strongly-recommended" and "recommended" are taken without their rules of layout.
 */

const start = (names) => `VElement[name=/^(${names})$/] > VStartTag`;
const has = (name) => `:has(> VAttribute[directive=false][key.name='${name}'])`;
const binds = (name) =>
  `:has(> VAttribute[directive=true][key.name.name='bind'][key.argument.name='${name}'])`;
const listens = (event) =>
  `:has(> VAttribute[directive=true][key.name.name='on'][key.argument.name='${event}'])`;
const without = (name) => `:not(${has(name)}):not(${binds(name)})`;

export default [
  ...vue.configs['flat/recommended'].map((part) => ({ ...part, files: ['web/**/*.vue'] })),
  {
    files: ['web/**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: typescript.parser, sourceType: 'module' },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...layoutRulesOff(),

      // The order of attributes is nobody's business; a prop that isn't given is undefined by its type.
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
      // The folder is the noun: components/chat/Header.vue is as clear as ChatHeader.vue.
      'vue/multi-word-component-names': 'off',

      // Safety: markup comes from the template, never from a string.
      'vue/no-v-html': 'error',
      'vue/no-v-text-v-html-on-component': 'error',
      'vue/no-template-target-blank': 'error',

      // Two languages from the first day: every text comes from locales/.
      'vue/no-bare-strings-in-template': [
        'error',
        { allowlist: [...'()·•—–-:…/+×@#,.|', 'Chatire'], directives: ['v-text'] },
      ],

      // Clear components
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/component-name-in-template-casing': ['error', 'PascalCase', { registeredComponentsOnly: true }],
      'vue/custom-event-name-casing': ['error', 'camelCase'],
      'vue/no-empty-component-block': 'error',
      'vue/no-ref-object-reactivity-loss': 'error',
      'vue/no-undef-components': ['error', { ignorePatterns: ['RouterLink', 'RouterView'] }],
      'vue/no-unused-emit-declarations': 'error',
      'vue/no-unused-properties': 'error',
      'vue/no-unused-refs': 'error',
      'vue/no-useless-mustaches': 'error',
      'vue/no-useless-v-bind': 'error',
      'vue/prefer-separate-static-class': 'error',

      // Use by keyboard and by ear. axe looks at the whole page in the end-to-end tests; this tells while typing.
      'vue/html-button-has-type': 'error',
      'vue/no-restricted-syntax': [
        'error',
        {
          selector: `${start('img')}${without('alt')}`,
          message: 'Give <img> an alt; an empty one for mere decoration.',
        },
        {
          selector: `${start('a')}${without('href')}`,
          message: 'A link without href takes no focus: use <button> or RouterLink.',
        },
        {
          selector: `${start('div|span|p|li|ul|ol|section|article|header|footer|main|img|svg')}${listens('click')}${without('role')}`,
          message: 'What reacts to a click has to be reached by keyboard: use <button>.',
        },
        {
          selector: "VAttribute[directive=false][key.name='tabindex'][value.value=/^[1-9]/]",
          message: 'A positive tabindex tears the order of focus apart.',
        },
        {
          selector: "VAttribute[directive=false][key.name='accesskey']",
          message: 'Access keys clash with those of screen readers.',
        },
      ],
    },
  },
  {
    // A promise that nobody waits for ends the process when it is rejected; only types tell which these are.
    files: ['{server,chaos,bench,e2e}/**/*.ts'],
    languageOptions: {
      parser: typescript.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@typescript-eslint': typescript.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    // Seen by those who build the page only.
    files: ['web/src/pages/design/**/*.vue'],
    rules: { 'vue/no-bare-strings-in-template': 'off' },
  },
];

/** oxfmt lays markup out; rules that would argue with it are off. */
function layoutRulesOff() {
  const layout = Object.entries(vue.rules)
    .filter(([, rule]) => rule.meta.type === 'layout')
    .map(([name]) => [`vue/${name}`, 'off']);
  return Object.fromEntries(layout);
}
