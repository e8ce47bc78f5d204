/** The package: the class and its types, nothing registered. */
export { define } from './define.ts';
export { WikiRoom } from './element/wiki-room.ts';
export type { WikiRoomEventDetails } from './element/events.ts';
export type { ErrorCode, ErrorData, WikiRoomError } from './protocol/error.ts';
