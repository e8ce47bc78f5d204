import configs from '../../../rollup.config.mjs';

/** The script as a later release would be: a protocol that this one does not speak, and a database brought further. */
const nextVersion = {
  name: 'next-version',
  transform(code, id) {
    if (id.endsWith('/src/protocol/wire.ts')) {
      return replaced(code, [
        [/protocolVersion = (\d+);/, (_all, number) => `protocolVersion = ${Number(number) + 1};`],
        [/oldestProtocol = \d+;/, () => 'oldestProtocol = protocolVersion;'],
      ]);
    }
    if (id.endsWith('/src/store/schema.ts')) {
      const step = "  (database) => { database.createObjectStore('next-version'); },\n";
      return replaced(code, [[/(export const migrations[^=]*= \[[^]*?\n)\];/, (_all, steps) => `${steps}${step}];`]]);
    }
    return null;
  },
};

function replaced(code, changes) {
  return changes.reduce((text, [pattern, by]) => {
    if (!pattern.test(text)) throw new Error(`nothing fits ${String(pattern)}`);
    return text.replace(pattern, by);
  }, code);
}

export default configs.map((config) => ({ ...config, plugins: [nextVersion, ...config.plugins] }));
