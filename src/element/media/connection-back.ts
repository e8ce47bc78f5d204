import type { EngineLink } from '../../protocol/engine-link.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import type { ErrorCode } from '../../protocol/error.ts';

interface Wait {
  readonly listeners: Set<() => void>;
  readonly end: () => void;
}

const waits = new WeakMap<EngineLink, Wait>();

/** A file that failed so will not come another time either. */
const lasting: readonly ErrorCode[] = ['media-damaged', 'media-unavailable', 'too-large'];

/** Whether a file that failed may come when the connection is back. */
export function mayComeLater(error: unknown): boolean {
  return !lasting.includes(WikiRoomError.from(error).code);
}

/**
 * Tells once when the connection is back after it was lost; one subscription for all who wait. The function that is
 * returned takes the listener back.
 */
export function onConnectionBack(link: EngineLink, listener: () => void): () => void {
  const wait = waits.get(link) ?? begin(link);
  wait.listeners.add(listener);
  return () => {
    wait.listeners.delete(listener);
    if (wait.listeners.size === 0) wait.end();
  };
}

function begin(link: EngineLink): Wait {
  let lost = false;
  const listeners = new Set<() => void>();
  const wait: Wait = {
    listeners,
    end: () => {
      unfollow();
      if (waits.get(link) === wait) waits.delete(link);
    },
  };
  waits.set(link, wait);
  const unfollow = link.subscribe('connection', '', ({ state }) => {
    lost ||= state !== 'live';
    if (state !== 'live' || !lost) return;
    const told = [...listeners];
    listeners.clear();
    wait.end();
    for (const listener of told) listener();
  });
  return wait;
}
