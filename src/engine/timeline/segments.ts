/** A run of events without a hole, oldest first. */
export interface Segment {
  readonly ids: string[];
  /** From where to go on backwards; `undefined`: this is the beginning of the room. */
  before: string | undefined;
}

/** A piece of the room's newest events, as a sync answer brings it. Oldest first. */
export interface LivePiece {
  readonly ids: readonly string[];
  /** There may be a hole between what is known and this piece. */
  readonly mayHaveGap: boolean;
  readonly before: string | undefined;
}

/**
 * Which events are known, in order, and where the holes are. The last segment is the newest; between two segments lies
 * a hole. No event is in it twice, and two ends are joined only by an event that both have.
 */
export class Segments {
  readonly #segments: Segment[] = [];
  readonly #known = new Map<string, Segment>();

  get all(): readonly Segment[] {
    return this.#segments;
  }

  get size(): number {
    return this.#known.size;
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }

  /** `ids` ends with the room's newest event, as the homeserver knows it: it had more, and has forgotten it. */
  endsBehind(ids: readonly string[]): boolean {
    const live = this.#segments.at(-1);
    const newest = ids.findLast((id) => this.#known.get(id) === live);
    return live !== undefined && newest !== undefined && newest !== live.ids.at(-1);
  }

  addLive({ ids, mayHaveGap, before }: LivePiece): void {
    const live = this.#segments.at(-1);
    if (live === undefined) return this.#open(ids, before);
    const fresh = ids.filter((id) => !this.#known.has(id));
    const overlap = ids.findIndex((id) => this.#known.get(id) === live);
    if (overlap < 0 && mayHaveGap && ids.length > 0) {
      // An older piece may be known all the same; what is known is not put in again.
      if (fresh.length > 0) this.#open(fresh, before);
      return;
    }
    const first = live.ids[0];
    const older =
      first === undefined || ids[overlap] !== first ? [] : ids.slice(0, overlap).filter((id) => !this.#known.has(id));
    if (overlap > 0 && older.length === overlap) {
      this.#putBefore(live, older);
      live.before = before;
    }
    const newer = overlap < 0 ? fresh : ids.slice(overlap).filter((id) => !this.#known.has(id));
    this.#putAfter(live, newer);
  }

  /**
   * Puts a page before the segment. `ids` are newest first, as the homeserver sends them backwards. True where the
   * page met the segment before: then the hole is closed and both are one.
   */
  addOlder(segment: Segment, ids: readonly string[], before: string | undefined): boolean {
    const older: string[] = [];
    for (const id of ids) {
      const holder = this.#known.get(id);
      if (holder !== undefined && holder !== segment) {
        this.#putBefore(segment, older.reverse());
        this.#join(holder, segment);
        return true;
      }
      if (holder === undefined && !older.includes(id)) older.push(id);
    }
    this.#putBefore(segment, older.reverse());
    segment.before = before;
    return false;
  }

  /** Forgets everything before the newest segment: the hole is too large to fill. Gives what was forgotten. */
  dropOlder(): string[] {
    const dropped = this.#segments.splice(0, this.#segments.length - 1).flatMap(({ ids }) => ids);
    for (const id of dropped) this.#known.delete(id);
    return dropped;
  }

  clear(): void {
    this.#segments.length = 0;
    this.#known.clear();
  }

  #open(ids: readonly string[], before: string | undefined): void {
    const segment: Segment = { ids: [], before };
    this.#segments.push(segment);
    this.#putAfter(segment, ids);
  }

  #putBefore(segment: Segment, ids: readonly string[]): void {
    segment.ids.unshift(...ids);
    for (const id of ids) this.#known.set(id, segment);
  }

  #putAfter(segment: Segment, ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#known.has(id)) continue;
      segment.ids.push(id);
      this.#known.set(id, segment);
    }
  }

  /** `later` follows `earlier` without a hole; segments between them lie within what has been read. */
  #join(earlier: Segment, later: Segment): void {
    const from = this.#segments.indexOf(earlier);
    const to = this.#segments.indexOf(later);
    if (from < 0 || to <= from) return;
    const between = this.#segments.splice(from + 1, to - from);
    for (const segment of between) {
      earlier.ids.push(...segment.ids);
      for (const id of segment.ids) this.#known.set(id, earlier);
    }
  }
}
