import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import minifyTemplates from '@lit-labs/rollup-plugin-minify-html-literals';
import { defaultStrategy } from '@lit-labs/rollup-plugin-minify-html-literals/lib/strategy.js';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import license from 'rollup-plugin-license';
import { idbWithoutExtras } from './scripts/idb-without-extras.mjs';
import { litWithoutGlobals } from './scripts/lit-without-globals.mjs';
import { partsCanBeRetried } from './scripts/parts-can-be-retried.mjs';

const out = process.env.WIKI_ROOM_DIST ?? 'dist';
/** The files that a wiki serves by itself: every name carries its hash, the wasm is packed, since a wiki packs nothing. */
const forWiki = process.env.WIKI_ROOM_FOR === 'wiki';
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Names of files that the page's script loads later; all lie flat beside it, so that a wiki can hold them as attachments. */
const files = { engine: '', wasm: copyWasm() };

function copyWasm() {
  const entry = createRequire(import.meta.url).resolve('@matrix-org/matrix-sdk-crypto-wasm');
  const wasm = readFileSync(join(dirname(entry), 'pkg', 'matrix_sdk_crypto_wasm_bg.wasm'));
  const hash = createHash('sha256').update(wasm).digest('base64url').slice(0, 8);
  const name = `wiki-room-crypto-${hash}.wasm${forWiki ? '.gz' : ''}`;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, name), forWiki ? gzipSync(wasm, { level: 9 }) : wasm);
  copyNoticesOfWasm(JSON.parse(readFileSync(join(dirname(entry), 'package.json'), 'utf8')));
  return name;
}

/** What the wasm is compiled from cannot be read from it: the list belongs to one version. */
function copyNoticesOfWasm({ name, version }) {
  const file = 'THIRD-PARTY-crypto-wasm.txt';
  const notices = readFileSync(join('licences', file), 'utf8');
  if (!notices.includes(`${name} ${version},`)) throw new Error(`licences/${file} is not of ${name} ${version}`);
  writeFileSync(join(out, file), notices);
}

/**
 * What the SDK's client carries for calls, file trees and a sync of its own, by the names it imports: 350 kB that nothing
 * here uses, and that the engine would otherwise load and parse at each start.
 */
const unused = {
  'webrtc/call.js': ['createNewMatrixCall', 'supportsMatrixCall'],
  'webrtc/callEventHandler.js': ['CallEventHandler'],
  'webrtc/groupCallEventHandler.js': ['GroupCallEventHandler'],
  'webrtc/groupCall.js': ['GroupCall'],
  'webrtc/mediaHandler.js': ['MediaHandler'],
  'matrixrtc/MatrixRTCSessionManager.js': ['MatrixRTCSessionManager'],
  'matrixrtc/types.js': ['RTC_NOTIFICATION_MAX_LIFETIME_MS'],
  'models/MSC3089TreeSpace.js': ['DEFAULT_TREE_POWER_LEVELS_TEMPLATE', 'MSC3089TreeSpace'],
  'sliding-sync-sdk.js': ['SlidingSyncSdk'],
};

/** Puts something in the place of those modules that can be made and stopped, and does nothing. */
const withoutUnused = {
  name: 'without-unused',
  load(id) {
    const names = unused[/matrix-js-sdk\/lib\/(.*)$/.exec(id)?.[1]];
    if (names === undefined) return undefined;
    return `function Unused() {}
      Unused.prototype.start = Unused.prototype.stop = () => {};
      export { ${names.map((name) => `Unused as ${name}`).join(', ')} };`;
  },
};

/**
 * Methods of oidc-client-ts for what no sign-in here does: other grants than the code, refreshed or revoked tokens, secrets of
 * a client, proofs of possession. A class is kept or left out by bundlers as a whole.
 */
const unusedMethods = [
  ...['generateSignedJwt', 'generateSignedJwtWithHmac', 'generateBasicAuth', 'generateClientAssertionJwt'],
  ...['customCalculateJwkThumbprint', 'generateDPoPProof', 'generateDPoPJkt', 'generateDPoPKeys', 'getDpopProof'],
  ...['exchangeCredentials', 'processResourceOwnerPasswordCredentials', 'validateCredentialsResponse'],
  ...['exchangeRefreshToken', 'useRefreshToken', 'validateRefreshResponse', 'revoke', 'revokeToken', 'getSigningKeys'],
  ...['createSignoutRequest', 'readSignoutResponseState', 'processSignoutResponse', 'validateSignoutResponse'],
];

const withoutUnusedMethods = {
  name: 'without-unused-methods',
  transform(code, id) {
    if (!id.endsWith('oidc-client-ts/dist/esm/oidc-client-ts.js')) return undefined;
    const left = new Set(unusedMethods);
    let text = '';
    let end = 0;
    const visit = (node) => {
      if (Array.isArray(node)) return node.forEach(visit);
      if (typeof node?.type !== 'string') return undefined;
      if (node.type === 'MethodDefinition' && unusedMethods.includes(node.key.name)) {
        left.delete(node.key.name);
        text += code.slice(end, node.start);
        end = node.end;
        return undefined;
      }
      return Object.values(node).forEach(visit);
    };
    visit(this.parse(code).body);
    if (left.size > 0) this.error(`oidc-client-ts does not have ${[...left].join(', ')} any more`);
    return { code: text + code.slice(end), map: null };
  },
};

/**
 * Indentation in templates and style sheets is for whoever reads the source: a reader of the wiki downloads none of it, and no
 * page holds its blanks as nodes. A blank at the edge of a template that is in no line break is meant.
 */
const withBlanksAtEdges = {
  ...defaultStrategy,
  async minifyHTML(html, options) {
    const [, before, text, after] = /^(\s*)(.*?)(\s*)$/s.exec(html);
    const edge = (blanks) => (blanks !== '' && !blanks.includes('\n') ? ' ' : '');
    return edge(before) + (await defaultStrategy.minifyHTML(text, options)) + edge(after);
  },
};

/** What several parts of the page's script need and the script itself does not. */
const pageParts = {
  entry: 'src/define.ts',
  shared: [
    'src/auth/get-json.ts',
    'src/element/define-tags.ts',
    'src/element/icons/drawing.ts',
    'src/element/message/way.ts',
    'src/element/snapshot-controller.ts',
    'src/element/words/changed-words.ts',
    'src/element/words/isolate.ts',
    'src/element/words/supported-locale.ts',
    'src/protocol/frame.ts',
    'src/protocol/full-name.ts',
  ],
};

const plugins = (notices, ...conditions) => [
  minifyTemplates({ failOnError: true, options: { strategy: withBlanksAtEdges } }),
  replace({
    preventAssignment: true,
    values: {
      'process.env.NODE_ENV': JSON.stringify('production'),
      __VERSION__: JSON.stringify(version),
      __ENGINE_FILE__: () => JSON.stringify(files.engine),
      __WASM_FILE__: () => JSON.stringify(files.wasm),
    },
  }),
  withoutUnusedMethods,
  idbWithoutExtras,
  litWithoutGlobals,
  nodeResolve({ browser: true, preferBuiltins: false, exportConditions: [...conditions, 'production'] }),
  commonjs(),
  json(),
  esbuild({ target: 'es2022', minify: true, legalComments: 'none', tsconfig: 'tsconfig.json' }),
  license({
    thirdParty: {
      includePrivate: false,
      output: { file: join(out, `THIRD-PARTY-${notices}.txt`), encoding: 'utf-8', template: inOrder },
    },
  }),
];

/** What comes before the first paint: a fortieth less than modules that were minified one by one. */
const smaller = terser({ module: true, ecma: 2022, compress: { passes: 3 }, format: { comments: false } });

const output = {
  dir: out,
  format: 'es',
  sourcemap: !forWiki,
  entryFileNames: forWiki ? '[name].[hash].js' : '[name].js',
  chunkFileNames: 'wiki-room-[name]-[hash].js',
  hashCharacters: 'base64',
};

/**
 * The name that pages load. The script's parts import it by the one name with the hash, so it is evaluated once, whatever
 * a page appends to its address (`?v=2`), and a browser may keep it.
 */
const plainName = {
  name: 'plain-name',
  writeBundle(_options, bundle) {
    const entry = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
    writeFileSync(join(out, 'wiki-room.js'), `import './${entry.fileName}';\n`);
  },
};

export default [
  {
    input: { 'wiki-room-engine': 'src/engine/worker.ts' },
    output: { ...output, entryFileNames: '[name]-[hash].js', chunkFileNames: 'wiki-room-engine-[name]-[hash].js' },
    plugins: [
      withoutUnused,
      // There is no document in it.
      ...plugins('engine', 'worker'),
      partsCanBeRetried({ entry: 'src/engine/worker.ts' }),
      {
        name: 'engine-file-name',
        writeBundle(_options, bundle) {
          const entry = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
          files.engine = entry.fileName;
        },
      },
    ],
    onwarn,
  },
  {
    input: { 'wiki-room': 'src/wiki-room.ts' },
    output: forWiki ? output : { ...output, entryFileNames: '[name]-page-[hash].js' },
    plugins: [...plugins('page'), partsCanBeRetried(pageParts), smaller, ...(forWiki ? [] : [plainName])],
    onwarn,
  },
  ...(forWiki ? [connectionTest()] : [npmPackage(), packageForNode(), framePage()]),
  { input: { callback: 'src/callback/callback.ts' }, output, plugins: plugins('callback'), onwarn },
];

/** What the wiki's administration runs. */
function connectionTest() {
  const input = { 'test-connection': 'xwiki-macro/test-connection/test-connection.ts' };
  return { input, output, plugins: plugins('test-connection'), onwarn };
}

/** Whoever bundles it finds its parts by their plain `import()`. */
function npmPackage() {
  return {
    input: { index: 'src/index.ts' },
    output: { ...output, chunkFileNames: 'index-[name]-[hash].js' },
    plugins: plugins('package'),
    onwarn,
  };
}

/** A server that renders a page imports the package as that page does. */
function packageForNode() {
  return { input: { 'index.node': 'src/node.ts' }, output, plugins: plugins('node'), onwarn };
}

/** The second home's own page; it loads the page's script from beside itself. */
function framePage() {
  return { input: { frame: 'src/frame-page.ts' }, output, plugins: plugins('frame'), onwarn };
}

/** Modules are read side by side; the notices are in one order all the same. */
function inOrder(dependencies) {
  const texts = dependencies.map((dependency) => dependency.text()).toSorted();
  return texts.join('\n\n---\n\n') || 'No third parties dependencies';
}

function onwarn(warning, warn) {
  // Dependencies are theirs to mend; a warning about our own code fails the build.
  if (warning.code === 'CIRCULAR_DEPENDENCY' && /node_modules/.test(warning.message)) return;
  if (warning.code === 'THIS_IS_UNDEFINED' || (warning.id ?? '').includes('node_modules')) return;
  if (warning.code === 'UNRESOLVED_IMPORT' || warning.code === 'CIRCULAR_DEPENDENCY') throw new Error(warning.message);
  warn(warning);
}
