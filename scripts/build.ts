import { copyFileSync, rmSync } from 'node:fs';
import { run } from './run.ts';

/** `npm run build`: everything that `dist/` holds. */
const out = process.env['WIKI_ROOM_DIST'] ?? 'dist';
rmSync(out, { recursive: true, force: true });
await step('rollup', ['-c', '--silent']);
copyFileSync('src/callback/callback.html', `${out}/callback.html`);
await step('tsc', ['-p', 'tsconfig.build.json', '--outDir', `${out}/types`]);
await step('cem', ['analyze']);

async function step(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args, { quiet: true });
  if (code === 0) return;
  process.stderr.write(output);
  process.exit(code);
}
