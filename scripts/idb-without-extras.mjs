const begin = 'const readMethods = ';
const end = 'export { ';

/**
 * idb gives databases the methods of their stores, and makes cursors iterable, as it is loaded, whether anybody calls those
 * or not. Nothing here does, `src/store` works in transactions; every page would carry it before its first paint.
 */
export const idbWithoutExtras = {
  name: 'idb-without-extras',
  transform(code, id) {
    if (!id.endsWith('idb/build/index.js')) return undefined;
    const [from, to] = [code.indexOf(begin), code.lastIndexOf(end)];
    if (from === -1 || to < from) this.error('idb has its extras elsewhere by now');
    return { code: code.slice(0, from) + code.slice(to), map: null };
  },
};
