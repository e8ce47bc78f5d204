import { msg, str } from '@lit/localize';
import type { MissingEvent } from '../../room/timeline/event-search.ts';
import type { TimelineSnapshot } from '../../room/timeline/timeline-view-model.ts';
import { announcement } from '../message/render-message.ts';
import { Arrivals } from './arrivals.ts';
import type { Halts } from './halts.ts';
import { missingWords } from './render-around.ts';

/** More arrivals at once are counted rather than read aloud. */
const mostAnnounced = 3;

/** What a screen reader is told of a timeline as it changes. */
export class Announcer {
  readonly #tell: (text: string) => void;
  readonly #arrivals = new Arrivals();
  #toldSeeking = false;
  #toldMissing: TimelineSnapshot['missing'];

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  /** Gives the first message that has come. */
  update({ items, live, seeking, missing }: TimelineSnapshot, halts: Halts | undefined): Arrivals['first'] {
    const arrived = this.#arrivals.take(items, live);
    // At once: of two texts in a row the second one takes the place of the first.
    const told = [...(halts?.take(items) ?? [])];
    if (arrived.length > mostAnnounced) told.push(msg(str`${arrived.length} new messages`));
    else told.push(...arrived.map(announcement));
    if (seeking && !this.#toldSeeking) told.push(msg('Looking for the message'));
    this.#toldSeeking = seeking;
    if (missing !== undefined && missing !== this.#toldMissing) told.push(missed(missing));
    this.#toldMissing = missing;
    if (told.length > 0) this.#tell(told.join('\n'));
    return this.#arrivals.first;
  }
}

/** As it is read beside its buttons. */
function missed(missing: MissingEvent): string {
  const words = missingWords(missing);
  return missing.href === undefined ? words : `${words} ${msg('Open the link')}`;
}
