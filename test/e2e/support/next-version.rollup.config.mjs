import configs from '../../../rollup.config.mjs';

const step = "  (database) => { database.createObjectStore('next-version'); },\n";

/** What a later release changes, by file. */
const changes = {
  /** A protocol that this one does not speak, and a database brought further. */
  incompatible: {
    'protocol/wire.ts': [
      [/protocolVersion = (\d+);/, (_all, number) => `protocolVersion = ${Number(number) + 1};`],
      [/oldestProtocol = \d+;/, () => 'oldestProtocol = protocolVersion;'],
    ],
    'store/schema.ts': [[/(export const migrations[^=]*= \[[^]*?\n)\];/, (_all, steps) => `${steps}${step}];`]],
  },
  /** Nothing that another release would notice, as most of them. */
  compatible: {
    'protocol/wire.ts': [
      [/release = ([\d_]+);/, (_all, number) => `release = ${Number(number.replaceAll('_', '')) + 1};`],
    ],
  },
}[process.env.WIKI_ROOM_NEXT];

const nextVersion = {
  name: 'next-version',
  transform(code, id) {
    const file = /\/src\/(.*)$/.exec(id)?.[1];
    return changes[file] === undefined ? null : replaced(code, changes[file]);
  },
};

function replaced(code, places) {
  return places.reduce((text, [pattern, by]) => {
    if (!pattern.test(text)) throw new Error(`nothing fits ${String(pattern)}`);
    return text.replace(pattern, by);
  }, code);
}

/** A page loads no more of it, and may load more bytes. */
const loaded = configs.filter(({ input }) => 'wiki-room-engine' in input || 'wiki-room' in input);
const isNeeded = ({ name }) => name !== 'terser' && name !== 'rollup-plugin-license';

export default loaded.map((config) => ({
  ...config,
  output: { ...config.output, sourcemap: false },
  plugins: [nextVersion, ...config.plugins.filter(isNeeded)],
}));
