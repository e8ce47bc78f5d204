import type { LinkPart, Part, PillPart } from '../../protocol/parts.ts';
import type { RoomContext } from './event-view.ts';
import { hostToShow } from './link-host.ts';
import { linkTarget, type LinkTarget } from './link-target.ts';
import { roomPill, userPill } from './pill.ts';

/** A link as it may be shown: `text` is what a reader sees of `parts`. */
export function linkPart(
  target: LinkTarget,
  parts: readonly Part[],
  text: string,
  room: RoomContext,
): LinkPart | PillPart {
  switch (target.kind) {
    case 'user':
      return userPill(target.id, room);
    case 'room':
      return roomPill(target.id);
    case 'event':
    case 'web': {
      const host = hostToShow(target.url, text);
      return { kind: 'link', href: target.url.href, ...(host === undefined ? {} : { host }), parts };
    }
  }
}

/** An address found in plain text; `undefined` where it may not be a link. */
export function plainLink(href: string, text: string, room: RoomContext): LinkPart | PillPart | undefined {
  const target = linkTarget(href);
  return target === undefined ? undefined : linkPart(target, [{ kind: 'text', text }], text, room);
}
