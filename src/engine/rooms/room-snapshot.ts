import type { RoomAccess, RoomSnapshot, Successor } from '../../protocol/room.ts';
import { cleanLine } from '../content/clean-text.ts';
import type { RoomContext } from '../content/event-view.ts';
import { mxcOrNone } from '../content/mxc.ts';
import { cleanName } from '../content/names.ts';
import { personOf } from '../content/person.ts';
import { topicParts } from '../content/topic-parts.ts';
import { textOf } from '../shape.ts';
import { unreadAfter } from './read-marks.ts';
import type { RoomModel } from './room-model.ts';
import type { RoomSummary } from './room-summary.ts';

const longestName = 200;
const longestTopic = 1_000;
const longestAlias = 255;
const mostTyping = 10;

/** A room that the reader is not in: nobody in it is known. */
const unseen: RoomContext = {
  ownUserId: '',
  member: () => undefined,
  namesakes: () => [],
  encrypted: false,
  mayNotifyRoom: () => false,
};

export interface SnapshotParts {
  /** What the element was given. */
  readonly address: string;
  readonly access: RoomAccess;
  readonly model: RoomModel | undefined;
  readonly summary: RoomSummary | undefined;
  readonly successor: Successor | undefined;
  readonly readUpTo: string | undefined;
}

/** Everything about a room but its rows, from what is known so far. */
export function roomSnapshot({ address, access, model, summary, successor, readUpTo }: SnapshotParts): RoomSnapshot {
  const rows = model?.timeline.topic.rows ?? [];
  const receipt = model?.readUpTo;
  const alias = cleanLine(model?.state('m.room.canonical_alias')?.['alias'], longestAlias);
  const saidTopic = said(model, 'm.room.topic', 'topic', summary?.topic);
  const topic = cleanLine(saidTopic, longestTopic);
  const parts = topicParts(saidTopic, model?.context ?? unseen);
  const avatar = mxcOrNone(said(model, 'm.room.avatar', 'url', summary?.avatar));
  return {
    access: model === undefined ? access : withInviter(access, model),
    ...(model === undefined ? {} : { roomId: model.roomId }),
    ...(alias === '' ? {} : { alias }),
    name: nameOf(address, model, summary),
    ...(topic === '' ? {} : { topic }),
    ...(parts === undefined ? {} : { topicParts: parts }),
    ...(avatar === undefined ? {} : { avatar }),
    memberCount: model?.memberCount || summary?.memberCount || 0,
    encrypted: model?.encrypted === true || summary?.encrypted === true,
    canSend: access.kind === 'joined' && model?.canSend === true,
    ...(successor === undefined ? {} : { successor }),
    typing: model === undefined ? [] : model.typing.slice(0, mostTyping).map((id) => personOf(id, model.context)),
    unread: model === undefined ? { messages: 0, mentions: 0 } : unreadAfter(receipt, rows, model.counted),
    ...(readUpTo === undefined ? {} : { readUpTo }),
    ...(receipt === undefined ? {} : { receipt }),
  };
}

/** What the room says of itself; the summary, which may be older, only where it says nothing. */
function said(model: RoomModel | undefined, type: string, key: string, summary: string | undefined): unknown {
  const content = model?.state(type);
  return content === undefined ? summary : content[key];
}

function nameOf(address: string, model: RoomModel | undefined, summary: RoomSummary | undefined): string {
  const candidates = [
    said(model, 'm.room.name', 'name', summary?.name),
    model?.state('m.room.canonical_alias')?.['alias'],
    model?.heroNames.slice(0, 4).join(', '),
  ];
  for (const candidate of candidates) {
    const name = cleanName(textOf(candidate), '');
    if (name !== '') return name.slice(0, longestName);
  }
  return cleanLine(address, longestName);
}

function withInviter(access: RoomAccess, model: RoomModel): RoomAccess {
  const inviter = model.membership?.kind === 'invite' ? model.membership.senderId : undefined;
  if (access.kind !== 'invited' || inviter === undefined) return access;
  return { kind: 'invited', by: personOf(inviter, model.context) };
}
