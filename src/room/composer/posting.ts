import { WikiRoomError } from '../../protocol/error.ts';
import { isHalted } from '../../protocol/outbox.ts';
import type { OutboxRecord } from '../../protocol/outbox.ts';
import { checkSize } from './check-size.ts';
import type { ChosenFile } from './chosen-file.ts';
import type { ComposerOptions } from './composer-options.ts';
import type { KeptDraft } from './kept-draft.ts';
import { parcelsOf } from './parcels.ts';
import { partOf } from './sent-message.ts';
import type { SentMessage } from './sent-message.ts';
import type { UnderWay } from './under-way.ts';
import type { Writing } from './writing.ts';

/** The way from the field into the outbox. */
export class Posting {
  readonly #options: ComposerOptions;
  readonly #writing: Writing;
  readonly #draft: KeptDraft;
  readonly #underWay: UnderWay;
  /** What is sent before has been stored, or has failed. */
  #turn: Promise<void> = Promise.resolve();
  /** What waits in the outbox. */
  records: readonly OutboxRecord[] = [];

  constructor(options: ComposerOptions, writing: Writing, draft: KeptDraft, underWay: UnderWay) {
    this.#options = options;
    this.#writing = writing;
    this.#draft = draft;
    this.#underWay = underWay;
  }

  /** Durable before it is drawn; it comes back where it could not be stored. */
  async post(roomId: string, sent: SentMessage): Promise<void> {
    const { link, store, room, timeline } = this.#options;
    let parcels = parcelsOf(sent.text, sent.files, sent.relation);
    let unreadable: readonly ChosenFile[] = [];
    let count = 0;
    const storing = this.#underWay.begin(partOf(sent), sent.files.length > 0);
    try {
      await this.#inTurn(async () => {
        await checkSize(link, room, sent.text, sent.relation);
        if (sent.files.length > 0) {
          unreadable = await unreadableOf(sent.files);
          const readable = sent.files.filter((file) => !unreadable.includes(file));
          // What is written of files that cannot be sent stays with them.
          parcels = readable.length === 0 ? [] : parcelsOf(sent.text, readable, sent.relation);
        }
        for (const { draft, file } of parcels) {
          const halted = this.#haltedChanges(draft.edits);
          const id = count === 0 ? sent.txnId : crypto.randomUUID();
          timeline.showEcho(await store.addToOutbox(roomId, draft, file?.blob, id));
          for (const former of halted) await timeline.removeFailed(former).catch(() => undefined);
          count++;
          storing.textStored();
          if (count < parcels.length) void this.#draft.keep();
        }
        if (unreadable.length > 0) throw unreadableFile();
      });
      storing.end();
    } catch (error) {
      storing.end();
      const left = parcels.slice(count).flatMap(({ file }) => (file === undefined ? [] : [file]));
      this.#writing.giveBackFiles(
        [...unreadable, ...left],
        sent,
        WikiRoomError.from(error, 'storage-unavailable').toData(),
      );
      if (count === 0) this.#writing.giveBack(sent);
    }
    this.#writing.settled(sent);
    void this.#draft.settle(count > 0);
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
    return this.records
      .filter(({ draft, state }) => draft.edits === edits && isHalted(state.kind))
      .map(({ txnId }) => txnId);
  }
}

/** Folders, and what was moved or changed since it was chosen. */
async function unreadableOf(files: readonly ChosenFile[]): Promise<readonly ChosenFile[]> {
  const read = await Promise.allSettled(files.map(({ blob }) => blob.slice(0, 1).arrayBuffer()));
  return files.filter((_, index) => read[index]?.status === 'rejected');
}

/** It has been changed, moved or deleted since it was chosen. */
function unreadableFile(): WikiRoomError {
  return new WikiRoomError('media-unavailable', 'a file cannot be read', { detail: 'chosen' });
}
