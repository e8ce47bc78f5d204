import { copyFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './run.ts';

/** `npm run build`: everything that `dist/` holds. */
const out = process.env['WIKI_ROOM_DIST'] ?? 'dist';
rmSync(out, { recursive: true, force: true });
await step('rollup', ['-c', '--silent']);
const pages = ['src/callback/callback.html', 'src/frame/frame.html', 'src/frame/frame.sample.json'];
for (const page of pages) copyFileSync(page, join(out, basename(page)));
await step('tsc', ['-p', 'tsconfig.build.json', '--outDir', `${out}/types`]);
await step('cem', ['analyze']);

async function step(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args, { quiet: true });
  if (code === 0) return;
  process.stderr.write(output);
  process.exit(code);
}
