import { storedDraft } from '../../protocol/draft.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import type { OutboxRecord, OutboxSnapshot } from '../../protocol/outbox.ts';
import { largestFile } from '../../protocol/media.ts';
import type { MediaSize } from '../../protocol/media.ts';
import type { MessageRow } from '../../protocol/row.ts';
import { BaseViewModel } from '../base-view-model.ts';
import { chosenFile } from './chosen-file.ts';
import type { ComposerOptions } from './composer-options.ts';
import type { ComposerSnapshot } from './composer-snapshot.ts';
import { HeldMessages } from './held-messages.ts';
import { KeptDraft } from './kept-draft.ts';
import { pastedMarkdown } from './pasted-markdown.ts';
import { Posting } from './posting.ts';
import { SendTroubles } from './send-trouble.ts';
import { TypingNotice } from './typing-notice.ts';
import { UnderWay } from './under-way.ts';
import { waitingFile } from './waiting-file.ts';
import { Writing } from './writing.ts';

/** What the reader writes, from the first letter to the outbox. */
export class ComposerViewModel extends BaseViewModel<ComposerSnapshot> {
  readonly #options: ComposerOptions;
  readonly #writing: Writing;
  readonly #draft: KeptDraft;
  readonly #posting: Posting;
  readonly #underWay: UnderWay;
  readonly #held: HeldMessages;
  readonly #typing: TypingNotice;
  readonly #troubles: SendTroubles;
  #roomId: string | undefined;

  constructor(options: ComposerOptions) {
    super({
      text: '',
      mode: { kind: 'new' },
      unfinished: false,
      files: [],
      fileLimit: largestFile,
      error: undefined,
      trouble: undefined,
      storageBusy: false,
      storingFiles: false,
      restored: false,
      held: undefined,
    });
    const { link, room, timeline } = options;
    this.#options = options;
    this.#held = new HeldMessages((txnId) => timeline.retry(txnId));
    this.#typing = new TypingNotice(link, room);
    this.track(() => this.#typing.stop());
    this.#troubles = new SendTroubles(link, (trouble) => this.merge({ trouble }));
    this.track(this.#troubles.stop);
    this.#underWay = new UnderWay(
      (changes) => this.merge(changes),
      (txnId, stored) => options.store.holdText(txnId, stored),
    );
    const field = {
      shown: () => this.getSnapshot(),
      show: (changes: Partial<ComposerSnapshot>) => this.merge(changes),
      changed: () => void this.#draft.keep(),
    };
    this.#writing = new Writing(field, timeline, this.#underWay);
    this.track(timeline.subscribe(() => this.#writing.follow()));
    this.#draft = new KeptDraft(options, this.#writing, this.#underWay);
    this.track(() => this.#draft.stop());
    this.#posting = new Posting(options, this.#writing, this.#draft, this.#underWay);
    void this.#restore();
  }

  /** Nothing can be sent before the room is known. */
  setRoomId(roomId: string | undefined): void {
    this.#roomId = roomId;
    this.#writing.findRelation();
  }

  /** What waits in the outbox. */
  setOutbox({ records, trouble }: OutboxSnapshot): void {
    this.#posting.records = records;
    this.#held.update(records);
    this.#troubles.update(trouble);
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
    return storedDraft(this.#writing.draft)?.text ?? '';
  }

  /** The text that a message is being changed to. */
  get unsavedChange(): string {
    return this.#writing.draft.edit?.text ?? '';
  }

  /** How many messages were sent and are not stored yet. */
  get underWay(): number {
    return this.#underWay.size;
  }

  setText(text: string): void {
    this.#writing.setText(text);
    this.#typing.typed(text);
  }

  /** See {@link pastedMarkdown}. */
  markdownOf(html: string): Promise<string | undefined> {
    return pastedMarkdown(this.#options.link, html);
  }

  reply(row: MessageRow): void {
    this.#writing.reply(row);
  }

  edit(row: MessageRow): void {
    this.#writing.edit(row);
  }

  /** Edits the reader's newest message; false where there is none, or it is still on its way. */
  editLast(): boolean {
    const row = this.underWay > 0 ? undefined : this.#options.timeline.lastOwnEditable();
    if (row === undefined) return false;
    this.edit(row);
    return true;
  }

  /**
   * A message that was not sent, before what is being written; of a file that is lost its caption. Resolves when the text
   * is stored; false where the change of a message is to be ended first, or the file cannot be had for now.
   */
  async takeBack({ draft, txnId }: Pick<OutboxRecord, 'draft' | 'txnId'>): Promise<boolean> {
    const had = draft.file === undefined ? {} : await waitingFile(this.#options.link, txnId, draft.file);
    const { file, error } = had;
    const isHere = error === undefined || error.code === 'media-unavailable';
    const isTaken = isHere && this.#writing.takeBack(draft, file);
    if (error !== undefined) this.merge({ error });
    if (!isTaken) return false;
    if (file !== undefined) void this.#askLimit();
    await this.#draft.keep();
    return true;
  }

  /** Chooses files to be sent with the text; none: there were only folders. */
  addFiles(files: readonly File[]): void {
    if (files.length === 0) {
      const error = new WikiRoomError('media-unavailable', 'a folder cannot be read', { detail: 'folder' });
      return this.merge({ error: error.toData() });
    }
    // An edit changes a text; files come with a message of their own, and go out beside what was changed.
    if (this.getSnapshot().mode.kind === 'edit' && !this.#writing.isChange) this.cancel();
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
    return this.#writing.cancel();
  }

  /** Durable before it is drawn; the text comes back where it could not be stored. */
  async send(): Promise<void> {
    const { text, mode, files, fileLimit } = this.getSnapshot();
    const roomId = this.#roomId;
    if ((text.trim() === '' && files.length === 0) || roomId === undefined) return;
    if (files.some(({ size }) => size > fileLimit)) {
      this.merge({ error: new WikiRoomError('too-large', 'a file is too large', { detail: 'file' }).toData() });
      return;
    }
    const unchanged = mode.kind === 'edit' && text.trimEnd() === mode.row.editable;
    if (unchanged && files.length === 0) return void this.cancel();
    const taken = this.#writing.takeOut();
    // Nothing is changed: what was attached goes alone.
    const sent = unchanged ? { ...taken, text: '' } : taken;
    this.#typing.typed('');
    await this.#posting.post(roomId, sent);
  }

  async #askLimit(): Promise<void> {
    if (this.getSnapshot().fileLimit !== largestFile) return;
    // Where it cannot be asked, the homeserver will tell.
    const limit = await this.#options.link.call('upload-limit', {}).catch(() => undefined);
    if (limit !== undefined) this.merge({ fileLimit: limit.bytes });
  }

  async #restore(): Promise<void> {
    await this.#draft.restore();
    this.merge({ restored: true });
    this.#writing.findRelation();
  }
}
