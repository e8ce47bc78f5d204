import { after } from 'node:test';
import { startStack, type Stack } from '../../stack/stack.ts';

let starting: Promise<Stack> | undefined;

/** The stack of this run: all end-to-end files run in one process and share it. */
export function theStack(): Promise<Stack> {
  starting ??= startStack({
    seed: 'small',
    ...(process.env['WIKI_ROOM_DIST'] ? { dist: process.env['WIKI_ROOM_DIST'] } : {}),
    progress: (line) => console.log(line),
  });
  return starting;
}

after(async () => {
  await (await starting)?.stop();
});
