import { median } from '../statistics.ts';
import type { Contender } from '../contender.ts';
import type { Tab } from '../profile.ts';
import type { Values } from '../rows.ts';

const messages = 5;

declare global {
  interface Window {
    benchEcho?: Promise<{ frames: number; ms: number }>;
  }
}

/** Writes some messages and sends each with Enter; an echo counts from the frame that was painted with it. */
export async function echo(tab: Tab, contender: Contender): Promise<Values> {
  if (!contender.writes) return {};
  const composer = tab.page.getByRole('textbox', { name: /message/i }).first();
  const seen: { frames: number; ms: number }[] = [];
  for (let index = 0; index < messages; index++) {
    const text = `echo ${String(index)} of ${Math.random().toString(36).slice(2)}`;
    await composer.click();
    await composer.pressSequentially(text);
    await tab.page.evaluate(watchForEcho, { rows: contender.rows, text });
    await composer.press('Enter');
    const answer = await tab.page.evaluate(() => window.benchEcho);
    if (answer) seen.push(answer);
    await tab.page.waitForTimeout(500);
  }
  return {
    'echo-frames': median(seen.map((one) => one.frames)),
    'echo-time': median(seen.map((one) => one.ms)),
  };
}

/** Runs in the page: counts painted frames from the Enter key on, until one shows the row. */
function watchForEcho(sought: { rows: string; text: string }): void {
  window.benchEcho = new Promise((resolve) => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter') return;
      removeEventListener('keydown', onKey, true);
      const begun = event.timeStamp;
      let frames = 0;
      window.benchProbe?.afterEachFrame((now) => {
        frames++;
        const rows = window.benchProbe?.find(sought.rows).slice(-8) ?? [];
        if (!rows.some((row) => window.benchProbe?.text(row).includes(sought.text))) return false;
        resolve({ frames, ms: now - begun });
        return true;
      });
    };
    addEventListener('keydown', onKey, true);
  });
}
