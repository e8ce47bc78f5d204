/** The script of a page: registers `<wiki-room>`. What it exports are types, also those of the tag and its events. */
import { define } from './define.ts';

export type { WikiRoomEventDetails } from './element/events.ts';
export type { WikiRoom } from './element/wiki-room.ts';
export type { ErrorCode, ErrorData, WikiRoomError } from './protocol/error.ts';

define();
