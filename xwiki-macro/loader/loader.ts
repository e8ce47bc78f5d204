import { openSheet, showUnread } from './around.ts';
import { keepRooms } from './rooms.ts';
import { readSettings } from './settings.ts';

/** Put in by the build. */
declare const __VERSION__: string | undefined;

/** The script of every wiki page. XWiki runs it again with each tab that it loads; the first one does the work. */
const page = window as { wikiRoom?: string };

// An element of that id would be found under the name, too.
if (typeof page.wikiRoom !== 'string') {
  // Browsers keep it for long: the administration asks whether it is that of the pages.
  page.wikiRoom = typeof __VERSION__ === 'undefined' ? 'dev' : __VERSION__;
  const settings = readSettings(document);
  if (settings) {
    const look = keepRooms(settings);
    // Rooms that come later, and editors that open and close: they set a class or an attribute around the room.
    const seen = { childList: true, subtree: true, attributeFilter: ['class', 'contenteditable'] };
    new MutationObserver(look).observe(document, seen);
    showUnread(settings);
    openSheet();
    look();
  }
}
