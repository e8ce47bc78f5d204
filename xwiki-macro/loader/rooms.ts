import { edited, mayLive } from './may-live.ts';
import type { WikiSettings } from './settings.ts';

const tag = 'wiki-room';

/**
 * Gives every `div.wiki-room` of the page its room once it comes within one screen of what is seen, and takes it away
 * where an editor opens. Returns the look at the page as it is now, cheap where there is nothing to do, which tells how
 * many places there are.
 *
 * What lives is remembered here, never in an attribute: after an edit was cancelled XWiki puts a copy of the old HTML
 * back, attributes and children included, and nothing of it lives. A room that an editor drove out waits, hidden, and
 * returns as it was left; one that does not come back, since the edit took it off the page, ends.
 *
 * `isBack`: there is a sign-in to finish, wherever on the page the room is that began it.
 */
export function keepRooms(settings: WikiSettings, isBack?: boolean): () => number {
  const places = new Set<Element>();
  /** Holds the rooms that have no place now. */
  const shelter = document.createElement('div');
  shelter.hidden = true;
  let giveUp: ReturnType<typeof setTimeout> | undefined;
  const near = new IntersectionObserver(
    (entries) => {
      // What an editor took meanwhile may be told of late.
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting && places.has(target)) start(target as HTMLElement);
      }
    },
    { rootMargin: `${isBack ? 1e5 : 100}% 0%` },
  );

  function end(place: Element): void {
    places.delete(place);
    near.unobserve(place);
    // A place that was taken off the page with its room still holds it.
    const element = place.querySelector<HTMLElement>(tag);
    if (element) {
      document.body.append(shelter);
      move(element, shelter);
    }
    show(place);
  }

  function start(place: HTMLElement): void {
    near.unobserve(place);
    const { room } = place.dataset;
    const waits = ([...shelter.children] as HTMLElement[]).find((element) => element.getAttribute('room') === room);
    const element = waits ?? document.createElement(tag);
    configure(element, place.dataset, settings);
    move(element, place);
    load(settings.script).then(
      () => show(place, element),
      // The link to the room is still there. This place is not tried again; the next room that comes to the page is.
      () => {
        loading = undefined;
        show(place);
      },
    );
  }

  return () => {
    for (const place of places) if (!(place.isConnected && mayLive(place))) end(place);
    for (const place of document.querySelectorAll(`.${tag}`)) {
      if (places.has(place) || !mayLive(place)) continue;
      show(place);
      places.add(place);
      near.observe(place);
    }
    // What a save brings back has come five seconds after the last editor has gone.
    if (shelter.firstChild && !document.querySelector(edited))
      giveUp ??= setTimeout(() => shelter.replaceChildren(), 5_000);
    else giveUp = clearTimeout(giveUp) as undefined;
    return places.size;
  };
}

/** Keeps where it was scrolled to, in browsers that can. */
function move(element: HTMLElement, to: Element): void {
  if (element.isConnected && 'moveBefore' in to) to.moveBefore(element, null);
  else to.append(element);
}

/** Whom the reader's sign-in goes to is the administrator's to say; the page says only which room, and how it looks. */
function configure(element: HTMLElement, { room, height = '', readOnly }: DOMStringMap, settings: WikiSettings): void {
  // Whom the wiki takes for its reader stands at the top of every page, but for guests: who was here before is not theirs.
  const user = document.documentElement.dataset['xwikiUserReference'];
  const given: Readonly<Record<string, unknown>> = { ...settings, room, user };
  for (const name of ['room', 'homeserver', 'issuer', 'client-id', 'callback', 'frame', 'user']) {
    element.setAttribute(name, (given[name.replace('-i', 'I')] ?? '') as string);
  }
  element.toggleAttribute('read-only', readOnly === 'true');
  element.style.blockSize = /^\d+$/.test(height) ? `${height}px` : height;
}

/** The room in its place, or its link: then what a copy of a live room holds beside it is taken away. */
function show(place: Element, room?: Element): void {
  for (const child of [...place.children]) {
    if (!room && child.localName === tag) child.remove();
    else (child as HTMLElement).hidden = !!room && child !== room;
  }
}

let loading: Promise<unknown> | undefined;

/** The element's script, once for the page. By a tag: XWiki minifies with a compiler that takes no `import()`. */
function load(address: string): Promise<unknown> {
  return (loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.type = 'module';
    script.src = address;
    script.onload = () => resolve(customElements.whenDefined(tag));
    script.onerror = reject;
    document.head.append(script);
  }));
}
