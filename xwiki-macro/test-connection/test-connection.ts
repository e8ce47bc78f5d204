import { writtenSettings } from '../loader/settings.ts';
import { connectionSteps } from './steps.ts';
import type { Outcome, Surroundings } from './step.ts';
import { surroundings } from './surroundings.ts';

/** Words of the page by their names: `homeserver`, `homeserver.cors`, `ok`, … */
type Words = Readonly<Record<string, string>>;

/** Tries the steps one after the other and writes a line for each: what was tried, and what to change where it failed. */
export async function testConnection(list: Element, words: Words, around: Surroundings): Promise<void> {
  list.replaceChildren();
  for (const step of connectionSteps(writtenSettings(document), around)) {
    const line = document.createElement('li');
    line.textContent = `${words[step.name] ?? step.name} …`;
    list.append(line);
    const outcome = await step.run().catch((): Outcome => 'broken');
    const kind =
      outcome === 'ok' || outcome === 'skipped' ? 'success' : outcome === 'by-homeserver' ? 'info' : 'danger';
    line.className = `text-${kind}`;
    const said = words[`${step.name}.${outcome}`] ?? words[outcome];
    line.textContent = `${words[step.name] ?? step.name}: ${said ?? outcome}`;
  }
}

/** What readers get, beside the version of the pages that the wiki has written there. */
async function tellVersions(words: Words, around: Surroundings): Promise<void> {
  const { script = '' } = writtenSettings(document);
  const versions = script === '' ? undefined : await around.versionsOf(script);
  for (const [name, value] of [
    ['script', versions?.script],
    ['stores', versions?.stores],
  ] as const) {
    const place = document.getElementById(`wiki-room-version-${name}`);
    if (place !== null) place.textContent = String(value ?? words['unknown'] ?? '');
  }
}

/** Where the sign-in returns to from this browser. What a wiki takes for its own address may be another: its proxy's, or http. */
function tellCallback(): void {
  const place = document.getElementById('wiki-room-callback');
  const { callback } = writtenSettings(document);
  if (place !== null && callback !== undefined) place.textContent = new URL(callback, document.baseURI).href;
}

const button = document.getElementById('wiki-room-test') as HTMLButtonElement | null;
const list = document.getElementById('wiki-room-test-steps');
const holder = document.getElementById('wiki-room-test-words');
if (button !== null && list !== null && holder !== null) {
  const words = JSON.parse(holder.textContent) as Words;
  const around = surroundings(document);
  tellCallback();
  void tellVersions(words, around);
  button.addEventListener('click', () => {
    button.disabled = true;
    void testConnection(list, words, around).finally(() => (button.disabled = false));
  });
}
