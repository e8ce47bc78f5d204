import { answerOf, joinedTexts } from '../../protocol/draft.ts';
import type { Answer, Draft, DraftPart, StoredDraft } from '../../protocol/draft.ts';
import type { ErrorData } from '../../protocol/error.ts';
import type { MessageDraft } from '../../protocol/outbox.ts';
import type { MessageRow } from '../../protocol/row.ts';
import { asItIsNow, isAnswered, replyTo } from './answered-row.ts';
import type { RowsById } from './answered-row.ts';
import type { ChosenFile } from './chosen-file.ts';
import type { ComposerSnapshot } from './composer-snapshot.ts';
import type { Relation } from './parcels.ts';
import type { SentMessage } from './sent-message.ts';
import type { UnderWay } from './under-way.ts';

/** What the reader sees of it. */
export interface Field {
  readonly shown: () => ComposerSnapshot;
  readonly show: (changes: Partial<Pick<ComposerSnapshot, 'text' | 'mode' | 'unfinished' | 'files' | 'error'>>) => void;
  /** Something is written that is to be kept. */
  readonly changed: () => void;
}

/** What is being written, and what lies behind it: what was set aside for the change of a message, what is still to come. */
export class Writing {
  readonly #field: Field;
  readonly #timeline: RowsById;
  readonly #underWay: UnderWay;
  /** What was being written when an edit began. */
  #aside: DraftPart = { text: '' };
  /** Under which the message that is being written will be sent. */
  #txnId: string = crypto.randomUUID();
  /** The draft of an earlier visit answers an event whose row has not come yet. */
  #wantedReply: Answer = {};
  /** Likewise the change of a message; or one that is being stored. */
  #wantedEdit: Draft['edit'];
  /** The change that another tab is at: it stays in the store. */
  #elsewhere: Draft['edit'];
  /** The store holds nothing of the change that is open here: another tab has made it, or given it up. */
  #isOver = false;
  /** The text that was found with it. */
  #restored = '';

  constructor(field: Field, timeline: RowsById, underWay: UnderWay) {
    this.#field = field;
    this.#timeline = timeline;
    this.#underWay = underWay;
  }

  /** What would be lost with this page: what is written, and what is being stored. */
  get draft(): Draft {
    const { text, mode } = this.#field.shown();
    const changed = mode.kind === 'edit' && text !== mode.row.editable;
    const edit = changed ? { eventId: mode.row.id, text, txnId: this.#txnId } : (this.#wantedEdit ?? this.#elsewhere);
    return {
      ...this.#underWay.before({ ...this.#written, ...(mode.kind === 'edit' ? {} : { txnId: this.#txnId }) }),
      ...(edit === undefined ? {} : { edit }),
    };
  }

  /** A message is being changed, and that would be lost. */
  get isChange(): boolean {
    const { text, mode } = this.#field.shown();
    return mode.kind === 'edit' && text.trim() !== '' && text.trimEnd() !== mode.row.editable;
  }

  setText(text: string): void {
    if (text === '') this.#wantedReply = {};
    this.#isOver = false;
    this.#field.show({ text, unfinished: false, error: undefined });
    this.#field.changed();
  }

  reply(row: MessageRow): void {
    if (this.#heldUp()) return;
    if (this.#field.shown().mode.kind === 'edit') this.cancel();
    this.#wantedReply = {};
    this.#field.show({ mode: asItIsNow(replyTo(row), this.#timeline) });
    this.#field.changed();
  }

  edit(row: MessageRow): void {
    if (this.#heldUp()) return;
    this.#aside = this.#written;
    this.#isOver = false;
    this.#txnId = crypto.randomUUID();
    this.#wantedReply = {};
    if (this.#wantedEdit?.eventId === row.id) this.#wantedEdit = undefined;
    this.#field.show({ mode: { kind: 'edit', row }, text: row.editable ?? '', error: undefined });
    this.#field.changed();
  }

  /** One step back: leaves the reply or the edit. False where there is nothing to leave. */
  cancel(): boolean {
    const { mode, text: shown } = this.#field.shown();
    if (mode.kind === 'new') return false;
    const next: DraftPart = mode.kind === 'edit' ? this.#aside : { text: shown };
    if (mode.kind === 'edit') this.#txnId = crypto.randomUUID();
    this.#wantedReply = answerOf(next);
    this.#field.show({ mode: { kind: 'new' }, text: next.text, unfinished: false, error: undefined });
    this.#findReply();
    this.#field.changed();
    return true;
  }

  /** A message that was not sent, before what is being written; with its file. False where it has to wait. */
  takeBack(draft: MessageDraft, file?: ChosenFile): boolean {
    if (this.#heldUp()) return false;
    const edited = draft.edits === undefined ? undefined : this.#timeline.row(draft.edits);
    if (edited?.kind === 'message') this.edit(edited);
    else if (this.#field.shown().mode.kind === 'edit') this.cancel();
    const nothingWritten = this.#field.shown().text === '';
    // What answers something else is another message.
    if (nothingWritten && edited === undefined) this.cancel();
    const { text: written, mode, files: others } = this.#field.shown();
    const text = mode.kind === 'edit' ? draft.text : joinedTexts(draft.text, written);
    if (mode.kind === 'new' && draft.replyTo !== undefined) this.#wantedReply = answerOf(draft);
    this.#field.show({ text, files: file === undefined ? others : [file, ...others], error: undefined });
    this.findRelation();
    return true;
  }

  /** The reader is told to end the change first. */
  #heldUp(): boolean {
    const { isChange } = this;
    if (isChange) this.#field.show({ unfinished: true });
    return isChange;
  }

  /** All of it, to be sent; what was set aside is in the field again. */
  takeOut(): SentMessage {
    const { text: typed, mode, files } = this.#field.shown();
    const sent = { text: typed.trimEnd(), typed, mode, files, relation: this.#relation, txnId: this.#txnId };
    const next: DraftPart = mode.kind === 'edit' ? this.#aside : { text: '' };
    this.#wantedReply = answerOf(next);
    this.#txnId = crypto.randomUUID();
    if (mode.kind === 'edit') this.#edited(mode.row.id, sent);
    this.#field.show({ text: next.text, mode: { kind: 'new' }, unfinished: false, files: [], error: undefined });
    this.#findReply();
    return sent;
  }

  /** It overtakes what another tab was making of the same message; what is half made of another stays in the store. */
  #edited(eventId: string, { text, txnId }: SentMessage): void {
    const others = [this.#elsewhere, this.#wantedEdit].filter((edit) => edit?.eventId !== eventId);
    this.#elsewhere = others.find((edit) => edit !== undefined);
    this.#wantedEdit = { eventId, text, txnId };
  }

  /** What could not be stored is in the field again, before what was written meanwhile; what is edited now stays as it is. */
  giveBack({ typed, mode, relation }: SentMessage): void {
    const now = this.#field.shown();
    if (now.mode.kind === 'edit') {
      this.#aside = { ...this.#aside, text: this.#underWay.giveBack(typed, this.#aside.text) };
      return;
    }
    if (mode.kind === 'edit') {
      this.#aside = this.#written;
      this.#field.show({ text: typed, mode });
      return;
    }
    this.#wantedReply = answerOf(relation);
    this.#field.show({ text: this.#underWay.giveBack(typed, now.text), mode: asItIsNow(mode, this.#timeline) });
  }

  /** Files that could not be stored; in their thread again, unless something else is answered or edited now. */
  giveBackFiles(files: readonly ChosenFile[], { mode, relation }: SentMessage, error: ErrorData): void {
    const now = this.#field.shown();
    this.#field.show({ files: [...files, ...now.files], error });
    if (files.length === 0 || relation.thread === undefined || now.mode.kind !== 'new') return;
    this.#wantedReply = answerOf(relation);
    this.#field.show({ mode: asItIsNow(mode, this.#timeline) });
  }

  /** It is stored, or has come back. */
  settled({ relation }: SentMessage): void {
    if (this.#wantedEdit?.eventId === relation.edits) this.#wantedEdit = undefined;
  }

  /** The draft of an earlier visit; what was written before it was read comes after it. */
  restore(draft: StoredDraft | undefined): void {
    if (draft === undefined) return;
    const { text, mode } = this.#field.shown();
    this.#wantedEdit = draft.edit;
    this.#restored = draft.text;
    if (mode.kind === 'edit') {
      this.#aside = { ...this.#aside, text: joinedTexts(draft.text, this.#aside.text), ...answerOf(draft) };
      return;
    }
    if (mode.kind === 'new') this.#wantedReply = answerOf(draft);
    if (!text.includes(draft.text)) this.#field.show({ text: joinedTexts(draft.text, text) });
  }

  /** What somebody else has written takes the place of what is here. */
  takeOver(draft: StoredDraft | undefined): void {
    const { text: shown, mode } = this.#field.shown();
    const answer = answerOf(draft);
    const text = writtenIn(draft);
    // Made or given up in another tab.
    if (draft?.edit === undefined) this.#wantedEdit = undefined;
    this.#elsewhere = mode.kind === 'edit' && mode.row.id === draft?.edit?.eventId ? undefined : draft?.edit;
    if (mode.kind === 'edit') {
      this.#aside = { text, ...answer };
      this.#isOver = draft?.edit === undefined;
      this.follow();
      return;
    }
    if (text === shown && answer.replyTo === this.#answer.replyTo) return;
    this.#wantedReply = answer;
    this.#field.show({ text, mode: { kind: 'new' }, error: undefined });
    this.findRelation();
  }

  /** What somebody else has written stays beside what is here. */
  join(draft: StoredDraft | undefined): void {
    const { text } = this.#field.shown();
    const theirs = writtenIn(draft);
    if (!text.includes(theirs)) this.#field.show({ text: joinedTexts(text, theirs) });
  }

  /**
   * What is answered or changed may have come, be another by now, or be deleted: a change of it is a text of its own then.
   * One that another tab has made ends here, too: sent later, this older text would undo it.
   */
  follow(): void {
    const { mode, text } = this.#field.shown();
    const changed = mode.kind === 'edit' ? this.#timeline.row(mode.row.id) : undefined;
    if (mode.kind === 'edit' && changed?.kind === 'redacted') {
      if (this.isChange) this.#aside = { ...this.#aside, text: joinedTexts(text, this.#aside.text) };
      this.cancel();
      return;
    }
    if (mode.kind === 'edit' && this.#isOver && changed?.kind === 'message' && changed.editable !== mode.row.editable) {
      this.cancel();
      return;
    }
    const now = asItIsNow(mode, this.#timeline);
    if (now !== mode) this.#field.show({ mode: now });
    this.#findReply();
  }

  /** Rows may have come that a draft speaks of. */
  findRelation(): void {
    if (this.#field.shown().mode.kind === 'new' && this.#underWay.size === 0) this.#findEdit();
    this.#findReply();
  }

  #findReply(): void {
    const { replyTo: wanted, thread } = this.#wantedReply;
    if (wanted === undefined || this.#field.shown().mode.kind !== 'new') return;
    const row = this.#timeline.row(wanted);
    if (!isAnswered(row)) return;
    this.#wantedReply = {};
    this.#field.show({ mode: replyTo(row, thread) });
  }

  #findEdit(): void {
    const wanted = this.#wantedEdit;
    const { text, files } = this.#field.shown();
    // Who has begun something else is not interrupted.
    if (text !== this.#restored || files.length > 0) return;
    const row = wanted && this.#timeline.row(wanted.eventId);
    if (wanted === undefined || row?.kind !== 'message') return;
    this.#wantedEdit = undefined;
    if (row.editable === undefined || row.editable === wanted.text) return;
    this.edit(row);
    // Nobody has typed it now.
    this.#field.show({ text: wanted.text });
    this.#field.changed();
  }

  /** What is answered, on screen or not. */
  get #answer(): Answer {
    const { mode } = this.#field.shown();
    if (mode.kind === 'edit') return {};
    return mode.kind === 'reply' ? { ...answerOf(mode), replyTo: mode.row.id } : this.#wantedReply;
  }

  /** What is written, beside the change of a message. */
  get #written(): DraftPart {
    const { text, mode } = this.#field.shown();
    return mode.kind === 'edit' ? this.#aside : { text, ...this.#answer };
  }

  get #relation(): Relation {
    const { mode } = this.#field.shown();
    return mode.kind === 'edit' ? { edits: mode.row.id } : this.#answer;
  }
}

/** Not what is being stored in the tab that wrote it. */
function writtenIn(draft: StoredDraft | undefined): string {
  return draft?.written ?? draft?.text ?? '';
}
