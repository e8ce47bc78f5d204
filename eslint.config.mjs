import globals from 'globals';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { configs as lit } from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import { configs as wc } from 'eslint-plugin-wc';

/** Which folder of `src` may import which other, and which packages: the architecture, held by lint. */
const layers = {
  protocol: { folders: [], packages: [] },
  auth: { folders: ['protocol'], packages: ['oidc-client-ts'] },
  store: { folders: ['protocol'], packages: ['idb'] },
  link: { folders: ['store', 'protocol'], packages: [] },
  host: { folders: ['protocol'], packages: [] },
  frame: { folders: ['protocol'], packages: [] },
  room: { folders: ['protocol'], packages: [] },
  callback: { folders: [], packages: [] },
  element: { folders: ['room', 'protocol'], packages: ['lit', '@lit/localize'] },
  engine: {
    folders: ['store', 'link', 'protocol'],
    packages: [
      'matrix-js-sdk',
      '@matrix-org/matrix-sdk-crypto-wasm',
      'htmlparser2',
      'markdown-it',
      'linkify-it',
      'hast',
      'hast-util-to-mdast',
      'mdast',
      'mdast-util-gfm-strikethrough',
      'mdast-util-gfm-table',
      'mdast-util-to-markdown',
      'unhomoglyph',
    ],
  },
};

/** Prototype.js, which a wiki page may carry, breaks these: page-side code does without. */
const pageSide = [
  { selector: 'ForInStatement', message: 'for…in meets what the page put on prototypes.' },
  {
    selector: "CallExpression[callee.object.name='Array'][callee.property.name='from']",
    message: 'Array.from is replaced by Prototype.js; spread instead.',
  },
  {
    selector: "CallExpression[callee.property.name='scrollTo']",
    message: 'Prototype.js replaces element.scrollTo; set scrollTop.',
  },
  {
    selector: "CallExpression[callee.property.name=/^(entries|keys)$/][callee.object.type='ArrayExpression']",
    message: '[].entries is gone under Prototype.js.',
  },
  {
    selector: 'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]',
    message: 'No HTML from strings.',
  },
  { selector: "CallExpression[callee.property.name='insertAdjacentHTML']", message: 'No HTML from strings.' },
  { selector: 'ImportSpecifier[imported.name=/^unsafe/]', message: 'No HTML from strings.' },
];

/** The engine proper uses the port and the store by their interfaces; only its entry wires them. */
const engineWiring = {
  selector: 'ImportDeclaration[source.value=/^(\\.\\.\\/)+(link|store)\\//]',
  message: 'Only src/engine/worker.ts wires the engine to the port and the store.',
};

const folders = Object.keys(layers);
const escaped = (texts) => texts.join('|').replaceAll('.', '\\.').replaceAll('/', '\\/');

/** What a folder may not import: other folders, the composition root, and every package that is not its own. */
function forbiddenImports(folder, allowed) {
  const others = folders.filter((other) => other !== folder && !allowed.folders.includes(other));
  return [
    {
      regex: `^(\\.\\.\\/)+(${escaped(others)})\\/`,
      message: `src/${folder} may import only: ${allowed.folders.join(', ') || 'nothing else of src'}.`,
    },
    {
      regex: '^(\\.\\.\\/)+(define|frame-page|index|wiki-room)\\.ts$',
      message: 'The composition root imports, it is not imported.',
    },
    {
      regex: `^(?!\\.${allowed.packages.map((name) => `|${escaped([name])}(\\/|$)`).join('')})`,
      message: `src/${folder} does not use this package.`,
    },
  ];
}

const layerRules = Object.entries(layers).flatMap(([folder, allowed]) => {
  const patterns = forbiddenImports(folder, allowed);
  // What is loaded later is imported, too.
  const later = patterns.map(({ regex, message }) => ({
    selector: `ImportExpression[source.value=/${regex}/]`,
    message,
  }));
  const rules = (syntax) => ({
    'no-restricted-imports': ['error', { patterns }],
    'no-restricted-syntax': ['error', ...syntax, ...later],
  });
  if (folder !== 'engine') return [{ files: [`src/${folder}/**/*.ts`], rules: rules(pageSide) }];
  return [
    { files: ['src/engine/**/*.ts'], rules: rules([engineWiring]) },
    { files: ['src/engine/worker.ts'], rules: rules([]) },
  ];
});

/** The composition root and the wiki's scripts. */
const pageSideRules = {
  files: ['src/*.ts', 'xwiki-macro/**/*.ts'],
  rules: { 'no-restricted-syntax': ['error', ...pageSide] },
};

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'xwiki-macro/target/**',
      'src/element/locales/generated/**',
      'test/fixtures/**',
      'bench/results/**',
    ],
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'demo/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts', 'xwiki-macro/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true }, globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/**/*.ts', 'xwiki-macro/**/*.ts'], rules: { 'no-console': 'error' } },
  {
    files: ['src/element/**/*.ts'],
    extends: [lit['flat/recommended'], wc['flat/recommended']],
    plugins: { 'lit-a11y': litA11y },
    rules: { ...litA11y.configs.recommended.rules },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'demo/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['it', 'test', 'describe', 'suite'], package: 'node:test' },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-deprecated': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    // An assertion of chai ends in a property, and is typed like a promise.
    files: ['test/component/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  ...layerRules,
  pageSideRules,
  prettier,
);
