import { openSheet, sheetNow, showUnread } from './around.ts';
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
    let isBack: boolean | undefined;
    try {
      // From a sign-in that a room here led away to: `src/auth/redirect-visit.ts`.
      isBack = 'wiki-room:redirect-response' in sessionStorage;
    } catch {
      // Then none led away.
    }
    const look = keepRooms(settings, isBack);
    // Rooms that come later, and editors that open and close: they set a class or an attribute around the room.
    const seen = { childList: true, subtree: true, attributeFilter: ['class', 'contenteditable'] };
    new MutationObserver(look).observe(document, seen);
    showUnread(settings);
    openSheet();
    // It was the room in the sheet, where there is no other and the address names no tab that is still to come.
    if (look() < 2 && isBack && !location.hash) sheetNow()?.show();
  }
}
