import { join, relative } from 'node:path';

const sources = join(process.cwd(), 'src/');

/** The one `import()` of the SDK that is not left out: its encryption. */
const sdkImport = 'import("./rust-crypto/index.js")';

/**
 * The build's side of `src/protocol/part.ts`: each try of an `import()` has an address of its own. What a part needs of another
 * lies in `entry`, the script itself, since a shared file that failed once could not be asked for again; `shared` names such
 * modules where the script has no need of them. Paths from the project's folder.
 */
export function partsCanBeRetried({ entry, shared = [] }) {
  const absolute = (name) => join(process.cwd(), name);
  const named = (id) => relative(process.cwd(), id);
  return {
    name: 'parts-can-be-retried',
    transform(code, id) {
      const name = named(id);
      if (name.endsWith('matrix-js-sdk/lib/client.js')) return { code: withOwnImport(code), map: null };
      if (!id.startsWith(sources)) return undefined;
      const imports = name === entry ? shared.map((file) => `\nimport ${JSON.stringify(absolute(file))};`) : [];
      return {
        code: withAgain(code, name) + imports.join(''),
        map: null,
        // Without effects it would be left to those who use it.
        moduleSideEffects: shared.includes(name) ? 'no-treeshake' : null,
      };
    },
    renderDynamicImport: ({ moduleId }) =>
      moduleId.startsWith(sources) ? { left: 'import(', right: ' + again)' } : undefined,
    generateBundle(_options, bundle) {
      for (const { fileName, imports = [] } of Object.values(bundle)) {
        const between = imports.find((file) => !bundle[file].moduleIds.includes(absolute(entry)));
        if (between === undefined) continue;
        const modules = bundle[between].moduleIds.map(named).join(' ');
        this.error(`${fileName} needs ${between}; some of these belong to 'shared': ${modules}`);
      }
    },
  };
}

/** After types and blanks are gone; the names that are local are short already, and get shorter once more with this one. */
function withAgain(code, name) {
  const passed = code.replaceAll(/\(\(\)=>import\((?=["'])/g, '(again=>import(');
  const others = /(?<!\(again=>)\bimport\(["']/.exec(passed);
  if (others !== null) throw new Error(`${name}: an import() that is not in a part(() => import(…))`);
  return passed;
}

function withOwnImport(code) {
  if (!code.includes(sdkImport)) throw new Error(`matrix-js-sdk does not have ${sdkImport} any more`);
  const loader = JSON.stringify(join(sources, 'engine/crypto/load-crypto-code.ts'));
  return `import { loadCryptoCode } from ${loader};\n${code.replace(sdkImport, 'loadCryptoCode()')}`;
}
