/** What lit keeps of itself where a whole page can reach it, by the file that does so. */
const traces = {
  // Which copies of lit a page has: so that each warns of the others.
  'lit-html/lit-html.js': [/,\(\w\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/],
  'lit-element/lit-element.js': [/\(\w\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/],
  '@lit/reactive-element/reactive-element.js': [
    /,\(\w\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/,
    // For decorators of the standard: those of TypeScript, which are used here, have nothing to remember there.
    /Symbol\.metadata\?\?=Symbol\("metadata"\),\w\.litPropertyMetadata\?\?=new WeakMap;/,
    /const \w=this\[Symbol\.metadata\];if\(null!==\w\)\{const \w=litPropertyMetadata.*?(?=this\._\$Eh=new Map)/,
  ],
  '@lit/reactive-element/decorators/property.js': [/"object"==typeof \w\?\w\(\w,\w,\w\):/],
};

/**
 * The page belongs to whoever wrote it: its globals are the same with the script and without, and a lit of its own knows
 * nothing of this one.
 */
export const litWithoutGlobals = {
  name: 'lit-without-globals',
  transform(code, id) {
    const file = Object.keys(traces).find((name) => id.endsWith(`/node_modules/${name}`));
    if (file === undefined) return undefined;
    const without = traces[file].reduce((text, trace) => {
      if (!trace.test(text)) this.error(`${file} does not have ${String(trace)} any more`);
      // As many blanks, so that the source map holds.
      return text.replace(trace, (found) => ' '.repeat(found.length));
    }, code);
    return { code: without, map: null };
  },
};
