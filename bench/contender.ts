import type { Page } from 'playwright-core';

import type { Session } from './sessions.ts';

export const contenderNames = ['wiki-room', 'hydrogen', 'js-sdk', 'floor'] as const;

export type ContenderName = (typeof contenderNames)[number];

/** One way of showing a room on a page, with all that the measurements need to know of it. */
export interface Contender {
  readonly name: ContenderName;
  /** CSS selector of a message's element; open shadow roots are looked into. */
  readonly rows: string;
  /** The attribute of a row that holds its event's id. */
  readonly idAttribute: string;
  /** CSS selector of the row for a newest message that cannot be read, where that row stands for several. */
  readonly placeholder?: string;
  /** What of the page scrolls; absent where it cannot scroll back. */
  readonly scroller?: string;
  /** Whether it can write. */
  readonly writes: boolean;
  /** Each of its tabs keeps a request waiting at the homeserver; Chromium has six connections to a server, for all tabs. */
  readonly connectionPerTab?: true;
  /** Puts the session where this contender keeps one; called in a new profile on a page of the wiki made for it. */
  storeSession(page: Page, session: Session): Promise<void>;
  /** Makes the history of the encrypted room readable on this device and resolves when it is; called on the open page. */
  recover?(page: Page, recoveryKey: string): Promise<void>;
}
