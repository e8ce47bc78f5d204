import { diffRows } from '../../protocol/patch.ts';
import type { TimelineEnds, TimelineUpdate } from '../../protocol/room.ts';
import type { TimelineRow } from '../../protocol/row.ts';
import type { Listener } from '../topic.ts';

/** Rows with a version: a new follower gets them whole, the others get what changed. */
export class TimelineTopic {
  readonly #listeners = new Set<Listener<TimelineUpdate>>();
  readonly #followedAgain: () => void;
  #version = 0;
  #rows: readonly TimelineRow[] = [];
  #ends: TimelineEnds = { older: 'loading', live: false };
  #withdrawn: readonly string[] = [];

  /** `followedAgain`: somebody looks after nobody did. */
  constructor(followedAgain: () => void = () => undefined) {
    this.#followedAgain = followedAgain;
  }

  /** Somebody looks. */
  get followed(): boolean {
    return this.#listeners.size > 0;
  }

  get rows(): readonly TimelineRow[] {
    return this.#rows;
  }

  /** Ids of events that were taken back and are not among the rows. */
  get withdrawn(): readonly string[] {
    return this.#withdrawn;
  }

  get live(): boolean {
    return this.#ends.live;
  }

  /** `withdrawn`: what was taken back and is not among the rows; followers may show it from before. */
  set(rows: readonly TimelineRow[], ends: TimelineEnds, withdrawn: readonly string[] = []): boolean {
    const patches = diffRows(this.#rows, rows);
    const sameEnds = ends.older === this.#ends.older && ends.live === this.#ends.live;
    const told = new Set(this.#withdrawn);
    const news = withdrawn.filter((id) => !told.has(id));
    this.#withdrawn = withdrawn;
    if (patches.length === 0 && sameEnds && news.length === 0) return false;
    this.#rows = rows;
    this.#ends = ends;
    this.#version++;
    const update: TimelineUpdate = { kind: 'change', version: this.#version, patches, ...ends, ...named(news) };
    for (const listener of [...this.#listeners]) listener(update);
    return patches.length > 0;
  }

  follow(listener: Listener<TimelineUpdate>): () => void {
    const own: Listener<TimelineUpdate> = (update) => listener(update);
    const isFirst = !this.followed;
    this.#listeners.add(own);
    if (isFirst) this.#followedAgain();
    own({ kind: 'reset', version: this.#version, rows: this.#rows, ...this.#ends, ...named(this.#withdrawn) });
    return () => void this.#listeners.delete(own);
  }
}

function named(withdrawn: readonly string[]): { readonly withdrawn?: readonly string[] } {
  return withdrawn.length === 0 ? {} : { withdrawn };
}
