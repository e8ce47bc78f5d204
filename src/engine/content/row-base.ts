import type { Person } from '../../protocol/row.ts';
import type { EventView, RoomContext } from './event-view.ts';
import { ownString } from './own.ts';
import { personOf } from './person.ts';
import { txnMarker } from './txn-marker.ts';

/** What every row has. */
export interface RowBase {
  readonly id: string;
  readonly txnId?: string;
  readonly sentAs?: string;
  readonly ts?: number;
  readonly sender: Person;
  readonly own: boolean;
}

const earliest = Date.UTC(2010, 0, 1);
const day = 86_400_000;

export function rowBase(event: EventView, room: RoomContext): RowBase {
  const { id, txnId, ts, senderId } = event;
  const isOwn = senderId === room.ownUserId;
  const sentAs = isOwn && txnId === undefined ? ownString(event.content, txnMarker) : undefined;
  return {
    id,
    ...(txnId === undefined ? {} : { txnId }),
    ...(sentAs === undefined ? {} : { sentAs }),
    ...(isSane(ts) ? { ts } : {}),
    sender: personOf(senderId, room),
    own: isOwn,
  };
}

/** A time before Matrix or over a day ahead is a server's mistake, or a joke. */
function isSane(ts: number): boolean {
  return Number.isSafeInteger(ts) && ts >= earliest && ts <= Date.now() + day;
}
