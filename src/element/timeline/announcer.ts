import { msg, str } from '@lit/localize';
import type { MessageRow } from '../../protocol/row.ts';
import type { MissingEvent } from '../../room/timeline/event-search.ts';
import type { TimelineSnapshot } from '../../room/timeline/timeline-view-model.ts';
import { announcement } from '../message/render-message.ts';
import { Arrivals } from './arrivals.ts';

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
  update({ items, live, seeking, missing }: TimelineSnapshot): MessageRow | undefined {
    const arrived = this.#arrivals.take(items, live);
    if (arrived.length > mostAnnounced) this.#tell(msg(str`${arrived.length} new messages`));
    else if (arrived.length > 0) this.#tell(arrived.map(announcement).join('\n'));
    if (seeking && !this.#toldSeeking) this.#tell(msg('Looking for the message'));
    this.#toldSeeking = seeking;
    if (missing !== undefined && missing !== this.#toldMissing) this.#tell(missingWords(missing));
    this.#toldMissing = missing;
    return this.#arrivals.first;
  }
}

/** As it is read beside its buttons. */
function missingWords({ href }: MissingEvent): string {
  const words = msg('This message is not available.');
  return href === undefined ? words : `${words} ${msg('Open the link')}`;
}
