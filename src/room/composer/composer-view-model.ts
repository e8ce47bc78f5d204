import { joinedTexts, storedDraft } from '../../protocol/draft.ts';
import type { Draft, DraftPart, StoredDraft } from '../../protocol/draft.ts';
import type { EngineLink } from '../../protocol/engine-link.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import { isHalted } from '../../protocol/outbox.ts';
import type { MessageDraft, OutboxRecord, OutboxSnapshot } from '../../protocol/outbox.ts';
import type { RoomStore } from '../../protocol/room-store.ts';
import type { MediaSize } from '../../protocol/media.ts';
import type { MessageRow, TimelineRow } from '../../protocol/row.ts';
import { BaseViewModel } from '../base-view-model.ts';
import { asItIsNow, isAnswered } from './answered-row.ts';
import { chosenFile } from './chosen-file.ts';
import type { ComposerMode, ComposerSnapshot } from './composer-snapshot.ts';
import { HeldMessages } from './held-messages.ts';
import { checkSize } from './check-size.ts';
import { parcelsOf } from './parcels.ts';
import type { Relation } from './parcels.ts';
import { pastedMarkdown } from './pasted-markdown.ts';
import { TypingNotice } from './typing-notice.ts';
import { UnderWay } from './under-way.ts';

/** What the composer needs of the timeline. */
export interface ComposerTimeline {
  showEcho(record: OutboxRecord): void;
  lastOwnEditable(): MessageRow | undefined;
  row(id: string): TimelineRow | undefined;
  subscribe(listener: () => void): () => void;
  retry(txnId: string): Promise<void>;
  removeFailed(txnId: string): Promise<void>;
}

export interface ComposerOptions {
  readonly link: EngineLink;
  readonly store: RoomStore;
  /** The room's address: key of drafts and commands. */
  readonly room: string;
  readonly timeline: ComposerTimeline;
}

/** What the reader writes, from the first letter to the outbox. */
export class ComposerViewModel extends BaseViewModel<ComposerSnapshot> {
  readonly #options: ComposerOptions;
  readonly #typing: TypingNotice;
  #roomId: string | undefined;
  /** What was being written when an edit began. */
  #aside: DraftPart = { text: '' };
  /** Under which the message that is being written will be sent. */
  #txnId: string = crypto.randomUUID();
  /** What is sent before has been stored, or has failed. */
  #turn: Promise<void> = Promise.resolve();
  #keeping = false;
  /** Somebody else wrote while a message was being stored. */
  #missed = false;
  /** A message that could not be stored came back meanwhile. */
  #returned = false;
  #records: readonly OutboxRecord[] = [];
  /** The draft of an earlier visit answers this event, whose row has not come yet. */
  #wantedReply: string | undefined;
  /** Likewise the change of a message; or one that is being stored. */
  #wantedEdit: Draft['edit'];
  /** The text that was found with it. */
  #restored = '';
  readonly #held: HeldMessages;
  readonly #underWay = new UnderWay((storageBusy) => {
    if (storageBusy !== this.getSnapshot().storageBusy) this.merge({ storageBusy });
  });

  constructor(options: ComposerOptions) {
    super({
      text: '',
      mode: { kind: 'new' },
      files: [],
      fileLimit: undefined,
      error: undefined,
      trouble: undefined,
      storageBusy: false,
      restored: false,
      held: undefined,
    });
    this.#options = options;
    this.#held = new HeldMessages((txnId) => options.timeline.retry(txnId));
    this.#typing = new TypingNotice(options.link, options.room);
    this.track(() => this.#typing.stop());
    this.track(
      options.timeline.subscribe(() => this.merge({ mode: asItIsNow(this.getSnapshot().mode, options.timeline) })),
    );
    this.track(options.store.followDraft(options.room, (draft) => this.#draftChanged(draft)));
    void this.#restore();
  }

  /** Nothing can be sent before the room is known. */
  setRoomId(roomId: string | undefined): void {
    this.#roomId = roomId;
    this.#restoreRelation();
  }

  /** What waits in the outbox. */
  setOutbox({ records, trouble }: OutboxSnapshot): void {
    this.#records = records;
    this.#held.update(records);
    if (trouble?.code !== this.getSnapshot().trouble?.code) this.merge({ trouble });
    this.#showHeld();
  }

  /** What is held goes to everybody, whatever has become of their identities. */
  async sendHeld(): Promise<void> {
    const sending = this.#held.send();
    this.merge({ error: undefined });
    this.#showHeld();
    const failed = await sending;
    this.#showHeld();
    if (failed !== undefined) this.merge({ error: failed.toData() });
  }

  /** It stays held, and the question is put off for what was written so far. */
  leaveHeld(): void {
    this.#held.putOff();
    this.#showHeld();
  }

  #showHeld(): void {
    const { question } = this.#held;
    if (JSON.stringify(question) !== JSON.stringify(this.getSnapshot().held)) this.merge({ held: question });
  }

  /** What is written or being stored; not a change of a message. */
  get unsaved(): string {
    return storedDraft(this.#draft)?.text ?? '';
  }

  /** How many messages were sent and are not stored yet. */
  get underWay(): number {
    return this.#underWay.size;
  }

  setText(text: string): void {
    if (text === '') this.#wantedReply = undefined;
    this.merge({ text, error: undefined });
    void this.#keep();
    this.#typing.typed(text);
  }

  /** See {@link pastedMarkdown}. */
  markdownOf(html: string): Promise<string | undefined> {
    return pastedMarkdown(this.#options.link, html);
  }

  reply(row: MessageRow): void {
    if (this.getSnapshot().mode.kind === 'edit') this.cancel();
    this.#wantedReply = undefined;
    this.merge({ mode: asItIsNow({ kind: 'reply', row }, this.#options.timeline) });
    void this.#keep();
  }

  edit(row: MessageRow): void {
    this.#aside = this.#written;
    this.#txnId = crypto.randomUUID();
    this.#wantedReply = this.#wantedEdit = undefined;
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
    const nothingWritten = this.getSnapshot().text === '';
    // What answers something else is another message.
    if (nothingWritten && edited === undefined) this.cancel();
    const { text: written, mode } = this.getSnapshot();
    const text = written === '' || mode.kind === 'edit' ? draft.text : `${draft.text}\n${written}`;
    if (mode.kind === 'new') this.#wantedReply = draft.replyTo ?? this.#wantedReply;
    this.merge({ text, error: undefined });
    this.#restoreRelation();
    await this.#keep();
  }

  /** Chooses files to be sent with the text. */
  addFiles(files: readonly File[]): void {
    if (files.length === 0) return;
    // An edit changes a text; files come with a message of their own.
    if (this.getSnapshot().mode.kind === 'edit') this.cancel();
    this.merge({ files: [...this.getSnapshot().files, ...files.map(chosenFile)], error: undefined });
    void this.#askLimit();
  }

  removeFile(id: number): void {
    this.merge({ files: this.getSnapshot().files.filter((file) => file.id !== id), error: undefined });
  }

  /** The size of a picture, as soon as it is known: its echo takes no other place than its row will. */
  setBox(id: number, box: MediaSize): void {
    const { files } = this.getSnapshot();
    this.merge({ files: files.map((file) => (file.id === id ? { ...file, box } : file)) });
  }

  /** One step back: leaves the reply or the edit. False where there is nothing to leave. */
  cancel(): boolean {
    const { mode, text: shown } = this.getSnapshot();
    if (mode.kind === 'new') return false;
    const { text, replyTo } = mode.kind === 'edit' ? this.#aside : { text: shown };
    if (mode.kind === 'edit') this.#txnId = crypto.randomUUID();
    this.#wantedReply = replyTo;
    this.merge({ mode: { kind: 'new' }, text, error: undefined });
    this.#restoreReply();
    void this.#keep();
    return true;
  }

  /** Durable before it is drawn; the text comes back where it could not be stored. */
  async send(): Promise<void> {
    const { text: typed, mode, files, fileLimit } = this.getSnapshot();
    const text = typed.trimEnd();
    const roomId = this.#roomId;
    if ((text.trim() === '' && files.length === 0) || roomId === undefined) return;
    if (fileLimit !== undefined && files.some(({ size }) => size > fileLimit)) {
      this.merge({ error: new WikiRoomError('too-large', 'a file is too large', { detail: 'file' }).toData() });
      return;
    }
    if (mode.kind === 'edit' && text === mode.row.editable) {
      this.cancel();
      return;
    }
    const relation = this.#relation;
    const { link, store, timeline, room } = this.#options;
    const replyTo = this.#answers;
    const next: DraftPart = mode.kind === 'edit' ? this.#aside : { text: '' };
    this.#wantedReply = next.replyTo;
    const txnId = this.#txnId;
    this.#txnId = crypto.randomUUID();
    if (mode.kind === 'edit') this.#wantedEdit = { eventId: mode.row.id, text, txnId };
    this.merge({
      text: next.text,
      mode: { kind: 'new' },
      files: [],
      error: undefined,
    });
    this.#restoreReply();
    this.#typing.typed('');
    const parcels = parcelsOf(text, files, relation);
    let count = 0;
    const storing = this.#underWay.begin(answering(mode.kind === 'edit' ? '' : text, replyTo, txnId));
    try {
      await this.#inTurn(async () => {
        await checkSize(link, room, text, relation);
        for (const { draft, file } of parcels) {
          const halted = this.#haltedChanges(draft.edits);
          const id = count === 0 ? txnId : crypto.randomUUID();
          timeline.showEcho(await store.addToOutbox(roomId, draft, file?.blob, id));
          for (const former of halted) await timeline.removeFailed(former).catch(() => undefined);
          count++;
          storing.textStored();
          if (count < parcels.length) void this.#keep();
        }
      });
      storing.end();
    } catch (error) {
      storing.end();
      const left = parcels.slice(count).flatMap(({ file }) => (file === undefined ? [] : [file]));
      this.merge({
        files: [...left, ...this.getSnapshot().files],
        error: WikiRoomError.from(error, 'storage-unavailable').toData(),
      });
      if (count === 0) this.#giveBack(typed, mode, replyTo);
    }
    if (mode.kind === 'edit' && this.#wantedEdit?.eventId === mode.row.id) this.#wantedEdit = undefined;
    void this.#settle(count > 0);
    if (count === 0) return;
    // Where the engine is away, it reads the outbox when it comes.
    await link.call('outbox-changed', { roomId }).catch(() => undefined);
  }

  /** One after the other: what is sent while another message is measured or stored must not come before it. */
  #inTurn(store: () => Promise<void>): Promise<void> {
    const stored = this.#turn.then(store);
    this.#turn = stored.catch(() => undefined);
    return stored;
  }

  /** Earlier changes of a message that lie there: sent later, they would undo this one. */
  #haltedChanges(edits: string | undefined): readonly string[] {
    if (edits === undefined) return [];
    return this.#records
      .filter(({ draft, state }) => draft.edits === edits && isHalted(state.kind))
      .map(({ txnId }) => txnId);
  }

  /** What could not be stored is in the field again, before what was written meanwhile; what is edited now stays as it is. */
  #giveBack(typed: string, mode: ComposerMode, replyTo: string | undefined): void {
    const now = this.getSnapshot();
    if (now.mode.kind === 'edit') {
      this.#aside = { ...this.#aside, text: this.#underWay.giveBack(typed, this.#aside.text) };
      return;
    }
    if (mode.kind === 'edit') {
      this.#aside = this.#written;
      this.merge({ text: typed, mode });
      return;
    }
    this.#wantedReply = replyTo;
    this.merge({ text: this.#underWay.giveBack(typed, now.text), mode: asItIsNow(mode, this.#options.timeline) });
  }

  async #askLimit(): Promise<void> {
    if (this.getSnapshot().fileLimit !== undefined) return;
    // Where it cannot be asked, the homeserver will tell.
    const limit = await this.#options.link.call('upload-limit', {}).catch(() => undefined);
    if (limit !== undefined) this.merge({ fileLimit: limit.bytes });
  }

  async #restore(): Promise<void> {
    const { store, room } = this.#options;
    const draft = await store.draft(room).catch(() => undefined);
    const { text, mode } = this.getSnapshot();
    if (draft !== undefined && text === '' && mode.kind === 'new') {
      this.#wantedReply = draft.replyTo;
      this.#wantedEdit = draft.edit;
      this.#restored = draft.text;
      this.merge({ text: draft.text });
    }
    this.merge({ restored: true });
    this.#restoreRelation();
  }

  /** Another element of this page shows the same room, and somebody writes there. */
  #draftChanged(draft: StoredDraft | undefined): void {
    if (this.#keeping) return;
    // The draft that is stored goes only once its message is: until then nobody can tell what in it is news.
    this.#missed = this.#underWay.size > 0;
    if (this.#missed) return;
    const { text: shown, mode } = this.getSnapshot();
    const replyTo = draft?.replyTo;
    const text = draft?.written ?? draft?.text ?? '';
    // Made or given up in another tab.
    if (draft?.edit === undefined) this.#wantedEdit = undefined;
    if (mode.kind === 'edit') {
      this.#aside = answering(text, replyTo);
      return;
    }
    if (text === shown && replyTo === this.#answers) return;
    this.#wantedReply = replyTo;
    this.merge({ text, mode: { kind: 'new' }, error: undefined });
    this.#restoreRelation();
  }

  #restoreRelation(): void {
    if (this.getSnapshot().mode.kind === 'new' && this.#underWay.size === 0) this.#restoreEdit();
    this.#restoreReply();
  }

  #restoreReply(): void {
    if (this.#wantedReply === undefined || this.getSnapshot().mode.kind !== 'new') return;
    const row = this.#options.timeline.row(this.#wantedReply);
    if (!isAnswered(row)) return;
    this.#wantedReply = undefined;
    this.merge({ mode: { kind: 'reply', row } });
  }

  #restoreEdit(): void {
    const wanted = this.#wantedEdit;
    const { text, files } = this.getSnapshot();
    // Who has begun something else is not interrupted.
    if (text !== this.#restored || files.length > 0) return;
    const row = wanted && this.#options.timeline.row(wanted.eventId);
    if (wanted === undefined || row?.kind !== 'message') return;
    this.#wantedEdit = undefined;
    if (row.editable === undefined || row.editable === wanted.text) return;
    this.edit(row);
    // Nobody has typed it now.
    this.merge({ text: wanted.text });
    void this.#keep();
  }

  /** The event that what is written answers, on screen or not. */
  get #answers(): string | undefined {
    const { mode } = this.getSnapshot();
    if (mode.kind === 'edit') return undefined;
    return mode.kind === 'reply' ? mode.row.id : this.#wantedReply;
  }

  /** What is written, beside the change of a message. */
  get #written(): DraftPart {
    const { text, mode } = this.getSnapshot();
    return mode.kind === 'edit' ? this.#aside : answering(text, this.#answers);
  }

  /** What would be lost with this page: what is written, and what is being stored. */
  get #draft(): Draft {
    const { text, mode } = this.getSnapshot();
    const changed = mode.kind === 'edit' && text !== mode.row.editable;
    const edit = changed ? { eventId: mode.row.id, text, txnId: this.#txnId } : this.#wantedEdit;
    return {
      ...this.#underWay.before({ ...this.#written, ...(mode.kind === 'edit' ? {} : { txnId: this.#txnId }) }),
      ...(edit === undefined ? {} : { edit }),
    };
  }

  get #relation(): Relation {
    const { mode } = this.getSnapshot();
    const replyTo = this.#answers;
    return {
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(mode.kind === 'edit' ? { edits: mode.row.id } : {}),
    };
  }

  async #keep(): Promise<void> {
    const draft = this.#draft;
    const { store, room } = this.#options;
    // Told back while it is handed over.
    this.#keeping = true;
    const saved = store.saveDraft(room, storedDraft(draft) && draft);
    this.#keeping = this.#missed = this.#returned = false;
    // A draft that cannot be stored is still on screen.
    await saved.catch(() => undefined);
  }

  /** Somebody else has written, and nothing is being stored any more. */
  #mayTake(): boolean {
    return !this.disposed && this.#missed && this.#underWay.size === 0;
  }

  async #settle(isStored: boolean): Promise<void> {
    // Its draft is in the store, or was taken over: what was not stored is in it still, what was stored no more.
    if (this.disposed) return;
    if (!isStored) this.#returned = true;
    if (!this.#missed) return this.#keep();
    const { store, room } = this.#options;
    const draft = await store.draft(room).catch(() => undefined);
    if (!this.#mayTake()) return;
    this.#missed = false;
    if (!this.#returned) return this.#draftChanged(draft);
    const { text } = this.getSnapshot();
    const theirs = draft?.written ?? draft?.text ?? '';
    if (!text.includes(theirs)) this.merge({ text: joinedTexts(text, theirs) });
    await this.#keep();
  }
}

function answering(text: string, replyTo: string | undefined, txnId?: string): DraftPart {
  return { text, ...(replyTo === undefined ? {} : { replyTo }), ...(txnId === undefined ? {} : { txnId }) };
}
