import type { TriedBy } from '../crypto/undecryptable-cause.ts';
import { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { Shield } from '../../protocol/row.ts';
import { isSignalling } from '../content/is-signalling.ts';
import { fieldsOf, isFields, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import type { RawEvent } from '../sync/raw-event.ts';
import { asRawEvent } from '../sync/raw-event.ts';

export interface Relation {
  readonly kind: 'm.replace' | 'm.annotation';
  readonly target: string;
  /** Of a reaction. */
  readonly key?: string;
}

export interface Redaction {
  readonly senderId: string;
  readonly reason?: unknown;
}

/** One event of a room as the engine holds it. What was redacted is not kept. */
export class TimelineEntry {
  readonly id: string;
  readonly encrypted: boolean;
  /** What an edit or a reaction came for: it does not become a message of its own when it is redacted. */
  readonly attachedTo: string | undefined;
  /** Grows with every change of what a row of it would show. */
  revision = 0;
  shield: Shield | undefined;
  redaction: Redaction | undefined;
  /** When it was first found unreadable, by `performance.now()`. */
  unreadableSince: number | undefined;
  /** How it stood with this device when it was last tried. */
  triedBy: TriedBy = { confirmed: false, recoverable: true };
  /** It had no row when it was redacted. */
  #wasSignalling = false;
  #raw: RawEvent;
  #event: MatrixEvent;

  constructor(raw: RawEvent) {
    this.id = raw.event_id;
    this.encrypted = raw.type === 'm.room.encrypted' && raw.state_key === undefined;
    this.#raw = raw;
    this.attachedTo = this.relation?.target;
    // The SDK keeps the object and changes it when it decrypts.
    this.#event = new MatrixEvent({ ...raw, unsigned: { ...raw.unsigned } });
    const redaction = redactionIn(raw);
    if (redaction !== undefined) this.redact(redaction);
  }

  get raw(): RawEvent {
    return this.#raw;
  }

  /** For the crypto machine. */
  get event(): MatrixEvent {
    return this.#event;
  }

  get readable(): boolean {
    return !this.encrypted || (this.#event.getClearContent() !== null && !this.#event.isDecryptionFailure());
  }

  get type(): string {
    if (!this.readable) return this.#raw.type;
    // What was encrypted is as its sender made it.
    const type: unknown = this.#event.getType();
    return textOf(type) ?? '';
  }

  get content(): Fields {
    return this.readable ? fieldsOf(this.#event.getContent()) : this.#raw.content;
  }

  /** What an edit or a reaction is attached to. It is never encrypted; source: Client-Server API, "Forming relationships". */
  get relation(): Relation | undefined {
    const { rel_type: kind, event_id: id, key } = fieldsOf(this.#raw.content['m.relates_to']);
    const target = textOf(id);
    if (target === undefined || this.#raw.state_key !== undefined) return undefined;
    if (kind === 'm.replace') return { kind, target };
    const emoji = textOf(key);
    return kind === 'm.annotation' && this.#raw.type === 'm.reaction' && emoji !== undefined
      ? { kind, target, key: emoji }
      : undefined;
  }

  /** What it answers. For clients that know no threads, a message in one looks like an answer to the one before. */
  get replyTo(): string | undefined {
    const { 'm.in_reply_to': answered, is_falling_back: looksLikeIt } = this.#relatesTo;
    if (this.thread !== undefined && looksLikeIt === true) return undefined;
    return textOf(fieldsOf(answered)['event_id']);
  }

  /** The event that began the thread it is in. Source: Client-Server API, "Threading". */
  get thread(): string | undefined {
    const { rel_type: kind, event_id: root } = this.#relatesTo;
    return kind === 'm.thread' ? textOf(root) : undefined;
  }

  /** Nothing is in it for a reader, or nothing was while it could be told. */
  get signalling(): boolean {
    return this.redaction === undefined ? this.readable && isSignalling(this) : this.#wasSignalling;
  }

  get redactionTarget(): string | undefined {
    return redactionTargetOf(this.#raw);
  }

  get txnId(): string | undefined {
    return textOf(this.#raw.unsigned['transaction_id']);
  }

  /** As its sender encrypted it, where it can be read; beside what is encrypted stands the same for the homeserver. */
  get #relatesTo(): Fields {
    const { 'm.relates_to': relation } = this.content;
    return isFields(relation) ? relation : fieldsOf(this.#raw.content['m.relates_to']);
  }

  /** As a vote, which says in clear to what it belongs. */
  get #isReference(): boolean {
    const { rel_type: kind, event_id: target } = fieldsOf(this.#raw.content['m.relates_to']);
    return kind === 'm.reference' && textOf(target) !== undefined;
  }

  /** The content is gone from here on. */
  redact(redaction: Redaction): void {
    if (this.redaction !== undefined) return;
    this.#wasSignalling = this.readable ? this.signalling : this.#isReference;
    this.redaction = redaction;
    this.shield = undefined;
    this.revision++;
    const { unsigned: _gone, ...envelope } = this.#raw;
    this.#raw = { ...envelope, content: {}, unsigned: {} };
    this.#event = new MatrixEvent({ ...this.#raw });
  }
}

/** Which event it redacts; `undefined` where it is no redaction. */
export function redactionTargetOf({ type, state_key: stateKey, content, redacts }: RawEvent): string | undefined {
  return type === 'm.room.redaction' && stateKey === undefined ? (textOf(content['redacts']) ?? redacts) : undefined;
}

/** What a copy of an event tells that was made after its redaction. */
export function redactionIn(raw: RawEvent): Redaction | undefined {
  const because = raw.unsigned['redacted_because'];
  return isFields(because) ? redactionOf(asRawEvent(because, raw.room_id), because) : undefined;
}

export function redactionOf(event: RawEvent | undefined, raw: Fields): Redaction {
  const senderId = event?.sender ?? textOf(raw['sender']) ?? '@';
  const reason = fieldsOf(raw['content'])['reason'];
  return { senderId, ...(reason === undefined ? {} : { reason }) };
}
