import type { UndecryptableCause } from '../../protocol/row.ts';
import type { EventView, QuotedEvent } from '../content/event-view.ts';
import { undecryptableCause } from '../crypto/undecryptable-cause.ts';
import { fieldsOf, isFields, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import { asRawEvent } from '../sync/raw-event.ts';
import type { RawEvent } from '../sync/raw-event.ts';
import { newContentOf, newestEdit } from './newest-edit.ts';
import { TimelineEntry, redactionIn, redactionOf } from './timeline-entry.ts';
import type { Redaction, Relation } from './timeline-entry.ts';

/** `unreached`: it could not be asked for; readers see it as missing until it can. */
export type QuoteState = 'loading' | 'missing' | 'unreached';

/** After this long a key that could come from the backup is not waited for any more, in milliseconds. */
export const backupPatience = 10_000;

const noReactions: ReadonlyMap<string, ReadonlySet<string>> = new Map();

/** The events of a room by id, with what others say of them: edits, reactions, redactions, in whatever order they came. */
export class KnownEvents {
  readonly #entries = new Map<string, TimelineEntry>();
  readonly #edits = new Map<string, Set<string>>();
  /** Target → key → sender → reaction. */
  readonly #reactions = new Map<string, Map<string, Map<string, string>>>();
  readonly #redactions = new Map<string, Redaction>();
  /** Answered, or the beginning of a thread → the events that say so. */
  readonly #quoting = new Map<string, Set<string>>();
  readonly #quoteStates = new Map<string, QuoteState>();
  #undecrypted: TimelineEntry[] = [];

  get(id: string): TimelineEntry | undefined {
    return this.#entries.get(id);
  }

  /** Takes an event in, once; gives its entry, and whether it is new. */
  add(raw: RawEvent): { readonly entry: TimelineEntry; readonly fresh: boolean } {
    const known = this.#entries.get(raw.event_id);
    if (known !== undefined) {
      // Its redaction may lie where nobody has looked; the homeserver tells of it with every copy since.
      const since = redactionIn(raw);
      if (since !== undefined) this.#redact(known, since);
      // So may its newest edit.
      if (known.redaction === undefined) for (const bundled of bundledEditOf(raw)) this.add(bundled);
      return { entry: known, fresh: false };
    }
    const entry = new TimelineEntry(raw);
    this.#entries.set(entry.id, entry);
    if (entry.encrypted) this.#undecrypted.push(entry);
    const redaction = this.#redactions.get(entry.id);
    if (redaction !== undefined) entry.redact(redaction);
    else if (entry.redaction !== undefined) this.#redactions.set(entry.id, entry.redaction);
    this.#relate(entry);
    this.#redactBy(entry, raw);
    for (const bundled of bundledEditOf(raw)) this.add(bundled);
    this.#touchQuoting(entry.id);
    return { entry, fresh: true };
  }

  /** Ids of what was redacted, also of what is not known otherwise. */
  get redacted(): readonly string[] {
    return [...this.#redactions.keys()];
  }

  /** Encrypted events that were taken in since the last time. */
  takeUndecrypted(): TimelineEntry[] {
    const taken = this.#undecrypted;
    this.#undecrypted = [];
    return taken.filter(({ redaction }) => redaction === undefined);
  }

  /** Encrypted events that cannot be read, or not yet. */
  unread(): TimelineEntry[] {
    return [...this.#entries.values()].filter(({ readable, redaction }) => !readable && redaction === undefined);
  }

  /** What a row of it shows has changed: it was decrypted, or its key is no longer waited for. */
  touch(entry: TimelineEntry): void {
    entry.revision++;
    const target = entry.relation?.target;
    const edited = target === undefined ? undefined : this.#entries.get(target);
    if (edited !== undefined) edited.revision++;
    this.#touchQuoting(entry.id);
    if (target !== undefined) this.#touchQuoting(target);
    // What it speaks of is known only now that it can be read.
    this.#noteQuoted(entry);
  }

  /** Events that others which are shown speak of but that are not known, and not asked for yet. */
  unknownQuoted(isShown: (id: string) => boolean): string[] {
    return [...this.#quoting]
      .filter(([id, by]) => !this.#entries.has(id) && !this.#quoteStates.has(id) && [...by].some(isShown))
      .map(([id]) => id);
  }

  /** Asks anew for what could not be asked for. */
  retryQuotes(): void {
    for (const [id, state] of this.#quoteStates) if (state === 'unreached') this.setQuoteState(id, undefined);
  }

  setQuoteState(id: string, state: QuoteState | undefined): void {
    if (state === undefined) this.#quoteStates.delete(id);
    else this.#quoteStates.set(id, state);
    this.#touchQuoting(id);
  }

  /** Edits, reactions and redactions speak of other events and have no row of their own; nor has what is for programs alone. */
  hasRow(id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    if (entry.raw.state_key !== undefined) return true;
    return entry.attachedTo === undefined && entry.raw.type !== 'm.room.redaction' && !entry.signalling;
  }

  /** What it says now: with its newest edit. */
  newestContent(id: string): Fields | undefined {
    const entry = this.#entries.get(id);
    const edit = entry === undefined ? undefined : this.#newestEdit(entry);
    return edit === undefined ? entry?.content : newContentOf(edit);
  }

  view(entry: TimelineEntry, withQuotes = true): EventView {
    const { raw, redaction, txnId } = entry;
    const prevContent = this.#contentBefore(raw);
    const undecryptable = redaction === undefined ? causeOf(entry) : undefined;
    const edit = redaction === undefined && entry.readable ? this.#newestEdit(entry) : undefined;
    const shield = entry.shield ?? edit?.shield;
    const reply = withQuotes ? this.#quoted(entry.replyTo) : undefined;
    const thread = withQuotes ? this.#quoted(entry.thread) : undefined;
    return {
      id: entry.id,
      type: entry.type,
      senderId: raw.sender,
      ts: raw.origin_server_ts,
      content: entry.content,
      encrypted: entry.encrypted,
      reactions: redaction === undefined ? this.#reactionsOf(entry.id) : noReactions,
      ...(raw.state_key === undefined ? {} : { stateKey: raw.state_key }),
      ...(prevContent === undefined ? {} : { prevContent }),
      ...(edit === undefined ? {} : { newContent: newContentOf(edit) }),
      ...(txnId === undefined ? {} : { txnId }),
      ...(redaction === undefined ? {} : { redaction }),
      ...(undecryptable === undefined ? {} : { undecryptable }),
      ...(shield === undefined ? {} : { shield }),
      ...(reply === undefined ? {} : { reply }),
      ...(thread === undefined ? {} : { thread }),
    };
  }

  /** What a change of the room took the place of; of what was redacted since, whether somebody was in the room. */
  #contentBefore({ unsigned }: RawEvent): Fields | undefined {
    const before = unsigned['prev_content'];
    if (!isFields(before)) return undefined;
    return this.#redactions.has(replacedBy(unsigned) ?? '') ? { membership: before['membership'] } : before;
  }

  clear(): void {
    for (const map of [this.#entries, this.#edits, this.#reactions, this.#redactions]) map.clear();
    this.#quoting.clear();
    this.#quoteStates.clear();
    this.#undecrypted = [];
  }

  #relate(entry: TimelineEntry): void {
    this.#noteQuoted(entry);
    const { relation } = entry;
    if (relation === undefined || entry.redaction !== undefined) return;
    if (relation.kind === 'm.replace') {
      getOrMake(this.#edits, relation.target, () => new Set()).add(entry.id);
    } else if (relation.key !== undefined) {
      const keys = getOrMake(this.#reactions, relation.target, () => new Map<string, Map<string, string>>());
      const senders = getOrMake(keys, relation.key, () => new Map<string, string>());
      if (!senders.has(entry.raw.sender)) senders.set(entry.raw.sender, entry.id);
    }
    this.#touchTarget(relation);
  }

  #redactBy(entry: TimelineEntry, raw: RawEvent): void {
    const target = entry.redactionTarget;
    if (target === undefined) return;
    const redaction = redactionOf(raw, { content: raw.content });
    this.#redactions.set(target, redaction);
    for (const other of this.#entries.values()) if (replacedBy(other.raw.unsigned) === target) other.revision++;
    const redacted = this.#entries.get(target);
    if (redacted !== undefined) this.#redact(redacted, redaction);
  }

  #redact(entry: TimelineEntry, redaction: Redaction): void {
    if (entry.redaction !== undefined) return;
    const { id, relation } = entry;
    this.#redactions.set(id, redaction);
    entry.redact(redaction);
    this.#touchQuoting(id);
    if (relation === undefined) return;
    this.#edits.get(relation.target)?.delete(id);
    if (relation.key !== undefined) {
      const senders = this.#reactions.get(relation.target)?.get(relation.key);
      if (senders?.get(entry.raw.sender) === id) senders.delete(entry.raw.sender);
    }
    this.#touchTarget(relation);
  }

  #noteQuoted(entry: TimelineEntry): void {
    for (const id of [entry.replyTo, entry.thread]) {
      if (id !== undefined) getOrMake(this.#quoting, id, () => new Set()).add(entry.id);
    }
  }

  /** Whoever quotes an event shows its text, and not how it was liked: a thread may have hundreds of messages. */
  #touchTarget({ kind, target }: Relation): void {
    const entry = this.#entries.get(target);
    if (entry !== undefined) entry.revision++;
    if (kind === 'm.replace') this.#touchQuoting(target);
  }

  #touchQuoting(id: string): void {
    for (const other of this.#quoting.get(id) ?? []) {
      const entry = this.#entries.get(other);
      if (entry !== undefined) entry.revision++;
    }
  }

  #newestEdit(entry: TimelineEntry): TimelineEntry | undefined {
    const ids = this.#edits.get(entry.id);
    if (ids === undefined) return undefined;
    return newestEdit(
      entry,
      [...ids].map((id) => this.#entries.get(id)).filter((edit) => edit !== undefined),
    );
  }

  #reactionsOf(id: string): ReadonlyMap<string, ReadonlySet<string>> {
    const keys = this.#reactions.get(id);
    if (keys === undefined) return noReactions;
    const reactions = new Map<string, ReadonlySet<string>>();
    for (const [key, senders] of keys) if (senders.size > 0) reactions.set(key, new Set(senders.keys()));
    return reactions;
  }

  #quoted(id: string | undefined): QuotedEvent | undefined {
    if (id === undefined) return undefined;
    const target = this.#entries.get(id);
    const state = this.#quoteStates.get(id) ?? 'loading';
    if (target === undefined) return { id, state: state === 'unreached' ? 'missing' : state };
    return { id, state: 'shown', event: this.view(target, false) };
  }
}

function replacedBy(unsigned: Fields): string | undefined {
  return textOf(unsigned['replaces_state']);
}

function causeOf(entry: TimelineEntry): UndecryptableCause | undefined {
  if (entry.readable) return undefined;
  // Nobody has tried yet.
  if (!entry.event.isDecryptionFailure()) return 'waiting';
  const cause = undecryptableCause(entry.event.decryptionFailureReason, entry.triedBy);
  const since = entry.unreadableSince;
  const stillAsked = cause === 'not-in-backup' && since !== undefined && performance.now() - since < backupPatience;
  return stillAsked ? 'waiting' : cause;
}

/** An edit that came along with its original; it counts like any other, and no more. */
function bundledEditOf(raw: RawEvent): RawEvent[] {
  const bundled = asRawEvent(fieldsOf(raw.unsigned['m.relations'])['m.replace'], raw.room_id);
  const target = fieldsOf(bundled?.content['m.relates_to'])['event_id'];
  return bundled !== undefined && target === raw.event_id && bundled.event_id !== raw.event_id ? [bundled] : [];
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
