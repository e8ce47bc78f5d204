import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';

export const roomId = '!room';

/** An event as the sync gives it, with whatever is to be different about it. */
export function event(id: string, fields: Partial<RawEvent> = {}): RawEvent {
  return {
    event_id: id,
    room_id: roomId,
    type: 'm.room.message',
    sender: '@bob:example.org',
    origin_server_ts: 1_700_000_000_000,
    content: { msgtype: 'm.text', body: id },
    unsigned: {},
    ...fields,
  };
}

export function edit(id: string, target: string, body: string, fields: Partial<RawEvent> = {}): RawEvent {
  return event(id, {
    origin_server_ts: 1_700_000_001_000,
    content: {
      msgtype: 'm.text',
      body: `* ${body}`,
      'm.new_content': { msgtype: 'm.text', body },
      'm.relates_to': { rel_type: 'm.replace', event_id: target },
    },
    ...fields,
  });
}

export function reaction(id: string, target: string, key: string, sender = '@bob:example.org'): RawEvent {
  return event(id, {
    type: 'm.reaction',
    sender,
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: target, key } },
  });
}

export function redaction(id: string, target: string): RawEvent {
  return event(id, { type: 'm.room.redaction', content: { redacts: target, reason: 'spam' }, redacts: target });
}

/** Of who goes Synapse tells no name. */
export function member(userId: string, name: string, membership = 'join'): RawEvent {
  return event(`$member-${userId}-${name}-${membership}`, {
    type: 'm.room.member',
    state_key: userId,
    sender: userId,
    content: ['leave', 'ban'].includes(membership) ? { membership } : { displayname: name, membership },
  });
}
