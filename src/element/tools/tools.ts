import { WikiRoomComposer } from '../composer/composer.ts';
import { defineTags } from '../define-tags.ts';
import { WikiRoomKeys } from '../keys/keys.ts';
import { WikiRoomFile } from '../media/media-file.ts';
import { WikiRoomImage } from '../media/media-image.ts';
import { WikiRoomPicture } from '../media/media-picture.ts';

/** What is behind the views that a room is used with; with them, it is not needed before. */
export { ComposerViewModel } from '../../room/composer/composer-view-model.ts';
export { KeysViewModel } from '../../room/keys/keys-view-model.ts';
export { headerMenu } from '../header/header-menu.ts';
export { MediaLoader } from '../media/media-loader.ts';
export { PlaceFocus } from '../place-focus.ts';
export { renderAccess } from '../access/render-access.ts';
export { timelineTools } from '../timeline/timeline-tools.ts';

/** Registers what is used in a room: its tags stand there before it, each in a place of the right size. */
export function defineParts(): void {
  defineTags({
    'wiki-room-image': WikiRoomImage,
    'wiki-room-composer': WikiRoomComposer,
    'wiki-room-keys': WikiRoomKeys,
    'wiki-room-picture': WikiRoomPicture,
    'wiki-room-file': WikiRoomFile,
  });
}
