import { readFile } from 'node:fs/promises';

import type { Profile } from '../profile.ts';

/** Bytes of the page's process, its workers and WebAssembly included: the largest renderer's proportional set. */
export async function rendererMemory(profile: Profile): Promise<number> {
  const renderers = await processes(profile, 'renderer');
  return Math.max(...(await Promise.all(renderers.map((id) => sumOf(id, ['Pss'])))));
}

/** Bytes that the browser's processes together share with nobody. */
export async function privateMemory(profile: Profile): Promise<number> {
  const each = await Promise.all((await processes(profile)).map((id) => sumOf(id, ['Private_Clean', 'Private_Dirty'])));
  return each.reduce((sum, one) => sum + one, 0);
}

async function processes(profile: Profile, type?: string): Promise<number[]> {
  const browser = profile.context.browser();
  if (!browser) return [];
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return processInfo.filter((one) => type === undefined || one.type === type).map(({ id }) => id);
}

/** Linux tells; elsewhere it stays unknown. */
async function sumOf(processId: number, names: readonly string[]): Promise<number> {
  const text = await readFile(`/proc/${String(processId)}/smaps_rollup`, 'utf8').catch(() => '');
  const kibibytes = names.map((name) => new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]);
  return kibibytes.reduce((sum, one) => sum + (one === undefined ? NaN : Number(one) * 1024), 0);
}
