import type { StoredSession } from '../../src/protocol/session.ts';

/** What the harness tells a reference page about the room; see `bench/site.ts`. */
export interface PageSettings {
  readonly roomId: string;
}

/** The session as the harness left it in `localStorage`. */
export interface PageSession {
  readonly homeserver: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

export const sessionKey = 'bench-session';

export function pageSettings(): PageSettings {
  return { roomId: document.body.dataset['roomId'] ?? '' };
}

export function pageSession(): PageSession {
  return JSON.parse(localStorage.getItem(sessionKey) ?? '{}') as PageSession;
}

/** What a page offers to the harness. */
declare global {
  interface Window {
    /** Makes the history of an encrypted room readable on this device. */
    benchRecover?: (recoveryKey: string) => Promise<void>;
    /** Stores a session as our engine does. */
    benchStoreSession?: (session: StoredSession) => Promise<void>;
  }
}
