import { pause } from '../pacing.ts';
import { own } from '../content/own.ts';
import { txnMarker } from '../content/txn-marker.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { listOf, textOf } from '../shape.ts';
import { rawEventsOf } from '../sync/raw-event.ts';
import { TimelineEntry } from '../timeline/timeline-entry.ts';

export interface SoughtEvent {
  readonly roomId: string;
  readonly txnId: string;
  /** When it can have been sent at the earliest, by this computer's clock. */
  readonly since: number;
  /** The device that may have sent it, where that is known. */
  readonly deviceId: string | undefined;
}

export interface FindSentOptions {
  readonly api: MatrixApi;
  readonly userId: string;
  readonly signal: AbortSignal;
  /** Tries to read events that are not shown. */
  readonly decrypt: (entries: readonly TimelineEntry[]) => Promise<void>;
}

/** Clocks differ by at most this much, in milliseconds. */
const clockDifference = 24 * 60 * 60_000;
const pageSize = 100;
const mostPages = 20;
/** Keys that come from the backup are waited for this long, looked for this often, in milliseconds. */
const keyPatience = 10_000;
const keyPace = 500;

/**
 * Looks for a message of one's own among those of the homeserver, by the transaction id in its content. Its event id;
 * `null`: it is not there; `undefined`: it cannot be told, for something that may be it cannot be read, or there is too
 * much. Source of `senders`: Client-Server API, "Filtering", `RoomEventFilter`.
 */
export async function findSent(sought: SoughtEvent, options: FindSentOptions): Promise<string | null | undefined> {
  const { api, userId, signal, decrypt } = options;
  const filter = JSON.stringify({ senders: [userId], lazy_load_members: true });
  const path = matrixPath`/_matrix/client/v3/rooms/${sought.roomId}/messages`;
  let from: string | undefined;
  let doubt = false;
  for (let page = 0; page < mostPages; page++) {
    const query = { dir: 'b', limit: String(pageSize), filter, from };
    const answer = await api.patiently({ path, query, signal });
    const events = rawEventsOf(listOf(answer['chunk']), sought.roomId).filter(({ sender }) => sender === userId);
    const entries = events.map((event) => new TimelineEntry(event));
    await read(
      entries.filter((entry) => !entry.readable && mayBe(entry, sought)),
      decrypt,
      signal,
    );
    const found = entries.find((entry) => isIt(entry, sought));
    if (found !== undefined) return found.id;
    doubt ||= entries.some((entry) => mayBe(entry, sought) && (!entry.readable || entry.redaction !== undefined));
    const oldest = events.at(-1)?.origin_server_ts;
    const next = textOf(answer['end']);
    const isOver = oldest !== undefined && oldest < sought.since - clockDifference;
    if (isOver || next === undefined || next === from) return doubt ? undefined : null;
    from = next;
  }
  return undefined;
}

async function read(
  entries: readonly TimelineEntry[],
  decrypt: FindSentOptions['decrypt'],
  signal: AbortSignal,
): Promise<void> {
  if (entries.length === 0) return;
  const deadline = Date.now() + keyPatience;
  await decrypt(entries);
  while (entries.some((entry) => !entry.readable) && Date.now() < deadline && !signal.aborted) {
    await pause(keyPace, signal);
  }
}

function isIt(entry: TimelineEntry, { txnId }: SoughtEvent): boolean {
  return entry.txnId === txnId || (entry.readable && own(entry.content, txnMarker) === txnId);
}

/** By when it was sent and by which device: the latter is written beside what is encrypted. */
function mayBe({ raw }: TimelineEntry, { since, deviceId }: SoughtEvent): boolean {
  if (raw.state_key !== undefined || raw.origin_server_ts < since - clockDifference) return false;
  const sender = textOf(raw.content['device_id']);
  return deviceId === undefined || sender === undefined || sender === deviceId;
}
