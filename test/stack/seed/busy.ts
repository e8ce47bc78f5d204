import { people } from '../people.ts';
import type { Progress } from '../progress.ts';
import type { SeedWorld } from './world.ts';

export const busyCount = 10_000;

const senders = [people.alice, people.bob, people.carol, people.dave, people.farah];
const words =
  'quay berth tide ship rope crane pilot cargo harbour morning evening wind north south ladder bridge signal light north engine deck captain paper tea coffee late early soon again never always ready'.split(
    ' ',
  );

/** `#busy`: many messages of all lengths and kinds, the same in every seed. */
export async function plantBusy(world: SeedWorld, progress: Progress): Promise<string> {
  const { alice, bob, carol, dave, farah } = world.writers;
  const roomId = await alice.peer.createRoom('busy', { name: 'Busy quay', encrypted: false });
  for (const writer of [bob, carol, dave, farah]) await writer.peer.join(roomId);
  for (const writer of Object.values(world.writers)) writer.peer.stop();
  const random = generator(7);
  const begin = world.calendar.opening;
  const gap = Math.floor((world.calendar.at('2 18:00') - begin) / busyCount);
  let previous = '';
  // One after the other: the order of a room is the order in which its events arrive.
  for (let index = 0; index < busyCount; index++) {
    const sender = senders[Math.floor(random() * senders.length)] ?? people.alice;
    const { type, content } = busyEvent(index, random, previous);
    const eventId = await world.service.send(roomId, sender.userId, type, content, begin + index * gap);
    if (type === 'm.room.message' && !('m.relates_to' in content)) previous = eventId;
    if (index % 1000 === 999) progress(`Filling #busy: ${String(index + 1)} of ${String(busyCount)}`);
  }
  return roomId;
}

interface BusyEvent {
  readonly type: string;
  readonly content: Record<string, unknown>;
}

function busyEvent(index: number, random: () => number, previous: string): BusyEvent {
  const kind = random();
  const text = `${String(index + 1)}: ${sentence(random)}`;
  const message = (content: object): BusyEvent => ({
    type: 'm.room.message',
    content: { msgtype: 'm.text', body: text, ...content },
  });
  if (previous && kind < 0.04) {
    const relation = { rel_type: 'm.annotation', event_id: previous, key: ['👍', '🎉', '⚓', '😀'][index % 4] };
    return { type: 'm.reaction', content: { 'm.relates_to': relation } };
  }
  if (previous && kind < 0.12) return message({ 'm.relates_to': { 'm.in_reply_to': { event_id: previous } } });
  if (kind < 0.2) return message(html(text, `${text} <strong>${sentence(random)}</strong> <em>indeed</em>`));
  if (kind < 0.24) {
    const code = `const berth${String(index)} = quay.find((berth) => berth.free);`;
    return message(html(code, `<pre><code class="language-js">${code.replace('>', '&gt;')}\n</code></pre>`));
  }
  if (kind < 0.27) {
    const items = [sentence(random), sentence(random), sentence(random)];
    return message(html(items.join('\n'), `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`));
  }
  if (kind < 0.3) return message({ msgtype: 'm.emote', body: `waits for number ${String(index + 1)}` });
  if (kind < 0.33) return message({ msgtype: 'm.notice' });
  if (kind < 0.4) return message({ body: `${text}\n${Array.from({ length: 6 }, () => sentence(random)).join(' ')}` });
  if (kind < 0.44) return message({ body: `${text} https://example.org/ships/${String(index)}` });
  return message({});
}

function html(body: string, formatted: string): object {
  return { body, format: 'org.matrix.custom.html', formatted_body: formatted };
}

function sentence(random: () => number): string {
  const count = 2 + Math.floor(random() * random() * 24);
  return Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
}

/** A small generator of the same numbers every time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
