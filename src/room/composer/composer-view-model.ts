import type { EngineLink } from '../../protocol/engine-link.ts';
import type { ErrorData } from '../../protocol/error.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import type { MessageDraft, OutboxRecord } from '../../protocol/outbox.ts';
import type { RoomStore, StoredDraft } from '../../protocol/room-store.ts';
import type { MessageRow, TimelineRow } from '../../protocol/row.ts';
import { BaseViewModel } from '../base-view-model.ts';
import { TypingNotice } from './typing-notice.ts';

export type ComposerMode =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly row: MessageRow }
  | { readonly kind: 'edit'; readonly row: MessageRow };

export interface ComposerSnapshot {
  /** Markdown as typed. */
  readonly text: string;
  readonly mode: ComposerMode;
  /** Why the last attempt to send was not taken; the text is still there. */
  readonly error: ErrorData | undefined;
  /** The draft of an earlier visit has been read, or there is none. */
  readonly restored: boolean;
}

/** What the composer needs of the timeline. */
export interface ComposerTimeline {
  showEcho(record: OutboxRecord): void;
  lastOwnEditable(): MessageRow | undefined;
  row(id: string): TimelineRow | undefined;
}

export interface ComposerOptions {
  readonly link: EngineLink;
  readonly store: RoomStore;
  /** The room's address: key of drafts and commands. */
  readonly room: string;
  readonly timeline: ComposerTimeline;
}

/** Shorter texts are never over the event limit of 65,536 bytes, whatever they become when encrypted. */
const surelyFits = 4_000;

/** What the reader writes, from the first letter to the outbox. */
export class ComposerViewModel extends BaseViewModel<ComposerSnapshot> {
  readonly #options: ComposerOptions;
  readonly #typing: TypingNotice;
  #roomId: string | undefined;
  /** What was being written when an edit began. */
  #setAside = '';
  /** The draft of an earlier visit answers this event, whose row has not come yet. */
  #wantedReply: string | undefined;

  constructor(options: ComposerOptions) {
    super({ text: '', mode: { kind: 'new' }, error: undefined, restored: false });
    this.#options = options;
    this.#typing = new TypingNotice(options.link, options.room);
    this.track(() => this.#typing.stop());
    this.track(options.store.followDraft(options.room, (draft) => this.#draftChanged(draft)));
    void this.#restore();
  }

  /** Nothing can be sent before the room is known. */
  setRoomId(roomId: string | undefined): void {
    this.#roomId = roomId;
    this.#restoreReply();
  }

  setText(text: string): void {
    if (text === '') this.#wantedReply = undefined;
    this.merge({ text, error: undefined });
    void this.#keep();
    this.#typing.typed(text);
  }

  reply(row: MessageRow): void {
    if (this.getSnapshot().mode.kind === 'edit') this.cancel();
    this.#wantedReply = undefined;
    this.merge({ mode: { kind: 'reply', row } });
    void this.#keep();
  }

  edit(row: MessageRow): void {
    const { mode, text } = this.getSnapshot();
    if (mode.kind !== 'edit') this.#setAside = text;
    this.#wantedReply = undefined;
    this.merge({ mode: { kind: 'edit', row }, text: row.editable ?? '', error: undefined });
    void this.#keep();
  }

  /** Edits the reader's newest message; false where there is none. */
  editLast(): boolean {
    const row = this.#options.timeline.lastOwnEditable();
    if (row === undefined) return false;
    this.edit(row);
    return true;
  }

  /** The draft of a message that was not sent, before what is being written. Resolves when it is stored. */
  async takeBack(draft: MessageDraft): Promise<void> {
    const edited = draft.edits === undefined ? undefined : this.#options.timeline.row(draft.edits);
    if (edited?.kind === 'message') this.edit(edited);
    else if (this.getSnapshot().mode.kind === 'edit') this.cancel();
    const { text: written, mode } = this.getSnapshot();
    const text = written === '' || mode.kind === 'edit' ? draft.text : `${draft.text}\n${written}`;
    if (mode.kind === 'new') this.#wantedReply = draft.replyTo ?? this.#wantedReply;
    this.merge({ text, error: undefined });
    this.#restoreReply();
    await this.#keep();
  }

  /** One step back: leaves the reply or the edit. False where there is nothing to leave. */
  cancel(): boolean {
    const { mode } = this.getSnapshot();
    if (mode.kind === 'new') return false;
    const text = mode.kind === 'edit' ? this.#setAside : this.getSnapshot().text;
    this.merge({ mode: { kind: 'new' }, text, error: undefined });
    void this.#keep();
    return true;
  }

  /** Durable before it is drawn; the text comes back where it could not be stored. */
  async send(): Promise<void> {
    const { text: typed, mode } = this.getSnapshot();
    const text = typed.trimEnd();
    const roomId = this.#roomId;
    if (text.trim() === '' || roomId === undefined) return;
    if (mode.kind === 'edit' && text === mode.row.editable) {
      this.cancel();
      return;
    }
    const tooLarge = await this.#tooLarge(text);
    // Sent already, or changed since it was measured.
    if (this.getSnapshot().text !== typed || this.getSnapshot().mode !== mode) return;
    if (tooLarge !== undefined) {
      this.merge({ error: tooLarge });
      return;
    }
    const { link, store, timeline } = this.#options;
    const replyTo = this.#answers;
    this.#wantedReply = undefined;
    this.merge({ text: mode.kind === 'edit' ? this.#setAside : '', mode: { kind: 'new' }, error: undefined });
    this.#typing.typed('');
    try {
      const record = await store.addToOutbox(roomId, {
        text,
        ...(replyTo === undefined ? {} : { replyTo }),
        ...(mode.kind === 'edit' ? { edits: mode.row.id } : {}),
      });
      timeline.showEcho(record);
      void this.#keep();
    } catch (error) {
      const written = this.getSnapshot().text;
      if (mode.kind === 'new') this.#wantedReply = replyTo;
      this.merge({
        text: written === '' || mode.kind === 'edit' ? typed : `${typed}\n${written}`,
        mode,
        error: WikiRoomError.from(error, 'storage-unavailable').toData(),
      });
      return;
    }
    // Where the engine is away, it reads the outbox when it comes.
    await link.call('outbox-changed', { roomId }).catch(() => undefined);
  }

  async #tooLarge(text: string): Promise<ErrorData | undefined> {
    if (text.length < surelyFits) return undefined;
    const { link, room } = this.#options;
    // Where it cannot be measured, the homeserver will tell.
    const size = await link.call('measure', { room, text }).catch(() => undefined);
    if (size === undefined || size.bytes <= size.limit) return undefined;
    return new WikiRoomError('too-large', 'over the event limit', { detail: `${size.bytes}/${size.limit}` }).toData();
  }

  async #restore(): Promise<void> {
    const { store, room } = this.#options;
    const draft = await store.draft(room).catch(() => undefined);
    const { text, mode } = this.getSnapshot();
    if (draft !== undefined && text === '' && mode.kind === 'new') {
      this.#wantedReply = draft.replyTo;
      this.merge({ text: draft.text });
    }
    this.merge({ restored: true });
    this.#restoreReply();
  }

  /** Another element of this page shows the same room, and somebody writes there. */
  #draftChanged(draft: StoredDraft | undefined): void {
    const { text: shown, mode } = this.getSnapshot();
    const { text, replyTo } = { text: '', ...draft };
    if (mode.kind === 'edit') {
      this.#setAside = text;
      return;
    }
    if (text === shown && replyTo === this.#answers) return;
    this.#wantedReply = replyTo;
    this.merge({ text, mode: { kind: 'new' }, error: undefined });
    this.#restoreReply();
  }

  #restoreReply(): void {
    if (this.#wantedReply === undefined || this.getSnapshot().mode.kind !== 'new') return;
    const row = this.#options.timeline.row(this.#wantedReply);
    if (row?.kind !== 'message') return;
    this.#wantedReply = undefined;
    this.merge({ mode: { kind: 'reply', row } });
  }

  /** The event that what is written answers, on screen or not. */
  get #answers(): string | undefined {
    const { mode } = this.getSnapshot();
    if (mode.kind === 'edit') return undefined;
    return mode.kind === 'reply' ? mode.row.id : this.#wantedReply;
  }

  async #keep(): Promise<void> {
    const { text, mode } = this.getSnapshot();
    const kept = mode.kind === 'edit' ? this.#setAside : text;
    const replyTo = this.#answers;
    const draft = { text: kept, ...(replyTo === undefined ? {} : { replyTo }) };
    const { store, room } = this.#options;
    // A draft that cannot be stored is still on screen.
    await store.saveDraft(room, kept === '' && replyTo === undefined ? undefined : draft).catch(() => undefined);
  }
}
