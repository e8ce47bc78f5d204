import { randomUUID } from 'node:crypto';

import type { Contender } from '../contender.ts';
import { Profile } from '../profile.ts';
import type { RowId, Values } from '../rows.ts';
import { endSession, newSession } from '../sessions.ts';
import { type Place, pathOf, watchNewestRow } from './place.ts';
import { visit } from './visit.ts';

const settleMs = 3_000;
const patienceMs = 30_000;

/**
 * Two tabs on one room; the one that holds the engine is closed and somebody writes. How long it takes, from the closing
 * on, until the other shows what was written.
 */
export async function takeover(place: Place, contender: Contender, asked: ReadonlySet<RowId>): Promise<Values> {
  if (!asked.has('takeover') || contender.name !== 'wiki-room') return {};
  const session = await newSession(place.stack);
  try {
    await using profile = await Profile.open(place.chromium, place.base);
    await profile.store(contender, session);
    const watch = { ...watchNewestRow(place, contender, 'busy'), placeholder: contender.rows };
    const [holder, other] = [await profile.newTab(), await profile.newTab()];
    await visit(profile, holder, pathOf(contender, 'busy'), watch, settleMs);
    await other.page.bringToFront();
    await visit(profile, other, pathOf(contender, 'busy'), watch, settleMs);
    const text = `written ${randomUUID()}`;
    const begun = performance.now();
    // One after the other: what the holder still hands on has not been taken over.
    await holder.page.close();
    await send(place, session.accessToken, text);
    await other.page.waitForFunction(
      ([rows, wanted]) => window.benchProbe?.find(rows).some((row) => window.benchProbe?.text(row).includes(wanted)),
      [contender.rows, text] as const,
      { polling: 'raf', timeout: patienceMs },
    );
    return { takeover: performance.now() - begun };
  } finally {
    await endSession(place.stack, session);
  }
}

async function send(place: Place, token: string, body: string): Promise<void> {
  const room = encodeURIComponent(place.facts.busy.roomId);
  const address = `${place.stack.synapse.baseUrl}/_matrix/client/v3/rooms/${room}/send/m.room.message/${randomUUID()}`;
  const response = await fetch(address, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ msgtype: 'm.text', body }),
  });
  if (!response.ok) throw new Error(`The message was refused: ${String(response.status)}`);
}
