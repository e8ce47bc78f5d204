import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Plugin, build } from 'esbuild';

type BundleName =
  'floor.js' | 'js-sdk.js' | 'hydrogen.js' | 'hydrogen.css' | 'store-session.js' | 'olm.js' | 'olm.wasm';

/** What the pages load, by a short name; the value is the file's name, which carries a hash of its content. */
export type Bundles = Readonly<Record<BundleName, string>>;

const here = fileURLToPath(new URL('reference', import.meta.url));
const { resolve } = createRequire(import.meta.url);

/** Bundles the reference pages as a careful builder would: minified, split, every name with its hash. */
export async function bundleReferences(folder: string): Promise<Bundles> {
  await mkdir(folder, { recursive: true });
  const cryptoFolder = dirname(resolve('@matrix-org/matrix-sdk-crypto-wasm'));
  const wasm = await copyHashed(join(cryptoFolder, 'pkg', 'matrix_sdk_crypto_wasm_bg.wasm'), folder);
  const names = new Map<string, string>();
  const sources = ['floor/floor.ts', 'js-sdk/js-sdk.ts', 'hydrogen/hydrogen.ts', 'wiki-room/store-session.ts'];
  // One by one: no contender is given a chunk that holds parts of another.
  for (const source of sources) {
    const { metafile } = await build({
      entryPoints: [join(here, source)],
      outdir: folder,
      entryNames: '[name]-[hash]',
      chunkNames: 'chunk-[hash]',
      assetNames: '[name]-[hash]',
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      legalComments: 'none',
      metafile: true,
      define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
      loader: { '.svg': 'file', '.woff': 'file', '.woff2': 'file' },
      plugins: [wasmNamed(wasm), olmOnce],
    });
    for (const [path, { entryPoint, cssBundle }] of Object.entries(metafile.outputs)) {
      if (!entryPoint?.endsWith(source)) continue;
      names.set(`${basename(source, '.ts')}.js`, basename(path));
      if (cssBundle) names.set(`${basename(source, '.ts')}.css`, basename(cssBundle));
    }
  }
  const olm = dirname(resolve('@matrix-org/olm'));
  for (const name of ['olm.js', 'olm.wasm']) names.set(name, await copyHashed(join(olm, name), folder));
  return Object.fromEntries(names) as Bundles;
}

/** The crypto package asks for its wasm by one fixed name; here it has the hash that lets a browser keep it. */
function wasmNamed(file: string): Plugin {
  return {
    name: 'wasm-named',
    setup({ onLoad }) {
      onLoad({ filter: /matrix-sdk-crypto-wasm\/index\.mjs$/ }, async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replace('./pkg/matrix_sdk_crypto_wasm_bg.wasm', `./${file}`),
      }));
    },
  };
}

/** hydrogen's module imports Olm and does not use that copy; the one it uses is a script of its own. */
const olmOnce: Plugin = {
  name: 'olm-once',
  setup({ onLoad }) {
    onLoad({ filter: /@matrix-org\/olm\/olm\.js$/ }, () => ({ contents: '' }));
  },
};

async function copyHashed(path: string, folder: string): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const name = `${basename(path, extname(path))}-${hash.slice(0, 10).toUpperCase()}${extname(path)}`;
  await copyFile(path, join(folder, name));
  return name;
}
