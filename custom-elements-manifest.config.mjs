import { relative } from 'node:path';

export default {
  // What a page may use; the other tags are the element's own affair.
  globs: ['src/element/wiki-room.ts', 'src/element/events.ts'],
  outdir: relative(process.cwd(), process.env.WIKI_ROOM_DIST ?? 'dist'),
  litelement: true,
  // The build changes no file of the checkout.
  packagejson: false,
};
