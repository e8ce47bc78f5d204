import type { Peer } from '../peer.ts';
import { firstDay } from './alpha-first-day.ts';
import type { AlphaLine } from './alpha-line.ts';
import { secondDay } from './alpha-second-day.ts';
import { thirdDay } from './alpha-third-day.ts';
import { encryptedAttachment } from './attachments.ts';
import type { SeedWorld, Writer } from './world.ts';

/** `#alpha`: the conversation of the three days, each line encrypted by its sender's own client. */
export async function plantAlpha(world: SeedWorld): Promise<string> {
  const { alice, bob, carol, dave, farah } = world.writers;
  const roomId = await alice.peer.createRoom('alpha', { name: 'Project Alpha' });
  await alice.peer.client.setRoomTopic(roomId, 'The berth book of the harbour, on a screen');
  for (const writer of [bob, carol, dave, farah]) await writer.peer.join(roomId);
  await Promise.all(Object.values(world.writers).map((writer) => knowsEverybody(writer.peer, roomId, 5)));
  const sent = new Map<string, string>();
  for (const line of [...firstDay, ...secondDay, ...thirdDay]) {
    const eventId = await say(world, roomId, line, sent);
    if (line.id) sent.set(line.id, eventId);
  }
  // Alice has read up to the verdict: what came after it is new to her.
  const verdict = known(sent, 'verdict');
  await alice.peer.client.setRoomReadMarkersHttpRequest(roomId, verdict, verdict);
  await Promise.all([alice, bob, carol, dave, farah].map((writer) => writer.peer.backUpKeysOf(roomId)));
  return roomId;
}

async function say(
  world: SeedWorld,
  roomId: string,
  line: AlphaLine,
  sent: ReadonlyMap<string, string>,
): Promise<string> {
  const writer = world.writers[line.by];
  const at = world.calendar.at(line.at);
  if ('redact' in line) {
    // Sent as an event, because a redaction's own endpoint takes no time. It is never encrypted.
    const content = { redacts: known(sent, line.redact), reason: line.reason };
    return world.service.send(roomId, writer.peer.userId, 'm.room.redaction', content, at);
  }
  writer.setTime(at);
  if ('react' in line) {
    const relation = { rel_type: 'm.annotation', event_id: known(sent, line.to), key: line.react };
    return writer.peer.sendEvent(roomId, 'm.reaction', { 'm.relates_to': relation });
  }
  return writer.peer.send(roomId, await content(writer, line, sent));
}

async function content(
  writer: Writer,
  line: Extract<AlphaLine, { text: string }>,
  sent: ReadonlyMap<string, string>,
): Promise<Record<string, unknown>> {
  if ('attach' in line) return { ...(await encryptedAttachment(writer.peer, line.attach, line.text)) };
  if ('edit' in line) {
    const changed = { msgtype: 'm.text', body: line.text };
    const relation = { rel_type: 'm.replace', event_id: known(sent, line.edit) };
    return { ...changed, body: `* ${line.text}`, 'm.new_content': changed, 'm.relates_to': relation };
  }
  return {
    msgtype: line.kind ?? 'm.text',
    body: line.text,
    ...(line.html ? { format: 'org.matrix.custom.html', formatted_body: line.html } : {}),
    ...(line.reply ? { 'm.relates_to': { 'm.in_reply_to': { event_id: known(sent, line.reply) } } } : {}),
  };
}

function known(sent: ReadonlyMap<string, string>, id: string): string {
  const eventId = sent.get(id);
  if (!eventId) throw new Error(`The seed refers to "${id}" before it was sent`);
  return eventId;
}

/** A first message is encrypted for those its sender knows to be there. */
async function knowsEverybody(peer: Peer, roomId: string, count: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  while ((peer.client.getRoom(roomId)?.getJoinedMemberCount() ?? 0) < count) {
    if (performance.now() > deadline) throw new Error(`${peer.userId} does not see ${String(count)} members`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
