import { relative } from 'node:path';

export default {
  globs: ['src/element/**/*.ts'],
  exclude: ['src/element/locales/**'],
  outdir: relative(process.cwd(), process.env.WIKI_ROOM_DIST ?? 'dist'),
  litelement: true,
  // The build changes no file of the checkout.
  packagejson: false,
};
