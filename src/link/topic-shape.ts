import type { TopicName } from '../protocol/command.ts';
import { fieldsOf } from './control.ts';

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isTrue = (value: unknown): boolean => value === true || value === false;

/** What every view relies on in an update of each topic, whoever posted it on the channel. */
const shapes: Readonly<Record<TopicName, (update: Readonly<Record<string, unknown>>) => boolean>> = {
  session: ({ state, userId, deviceId, error, unsent }) =>
    state === 'starting' ||
    (state === 'signed-out' && (unsent === undefined || isTexts(fieldsOf(unsent)['texts']))) ||
    (state === 'expired' && isText(userId)) ||
    (state === 'signed-in' && isText(userId) && isText(deviceId)) ||
    (state === 'failed' && isText(fieldsOf(error)['code'])),
  connection: ({ state, error }) =>
    state === 'connecting' || state === 'live' || (state === 'lost' && isText(fieldsOf(error)['code'])),
  crypto: ({ state }) => isText(state),
  room: ({ access, name, typing, unread }) =>
    isText(fieldsOf(access)['kind']) &&
    isText(name) &&
    Array.isArray(typing) &&
    typeof fieldsOf(unread)['messages'] === 'number',
  timeline: ({ kind, version, rows, patches, live, withdrawn = [] }) =>
    Number.isSafeInteger(version) &&
    isTrue(live) &&
    isTexts(withdrawn) &&
    ((kind === 'reset' && Array.isArray(rows)) || (kind === 'change' && Array.isArray(patches))),
  outbox: ({ records }) => Array.isArray(records),
};

/** Whether what came over the port for a topic may be shown to who follows it. Runs in the page. */
export function fitsTopic(topic: TopicName, update: unknown): boolean {
  return shapes[topic](fieldsOf(update));
}
