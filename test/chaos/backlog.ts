import type { LoggedRequest } from '../stack/fault-proxy.ts';
import type { Written } from './chronicle.ts';

/** How many messages of a device the homeserver has not accepted yet. What a window lost while it was typed counts, too. */
export function waitingOf(
  { device, agent }: { readonly device: string; readonly agent: string },
  written: readonly Written[],
  log: readonly LoggedRequest[],
): number {
  const sent = new Set<string>();
  for (const request of log) {
    if (request.agent === agent && request.status === 200 && request.path.includes('/send/')) sent.add(request.path);
  }
  return written.filter((message) => message.device === device).length - sent.size;
}
