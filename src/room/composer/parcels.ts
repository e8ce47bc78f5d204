import type { MessageDraft } from '../../protocol/outbox.ts';
import { outgoingFile } from './chosen-file.ts';
import type { ChosenFile } from './chosen-file.ts';

/** The event that a message answers, or changes. */
export type Relation = Pick<MessageDraft, 'replyTo' | 'thread' | 'edits'>;

/** One message of what is sent at once. */
export interface Parcel {
  readonly draft: MessageDraft;
  readonly file?: ChosenFile;
}

/**
 * What is sent, in order: the text is the caption of a single file, and goes before several. The first of them is the
 * answer; all stay in its thread. A change of a message is its text alone: files that were chosen with it are messages of
 * their own.
 */
export function parcelsOf(text: string, files: readonly ChosenFile[], relation: Relation): readonly Parcel[] {
  if (relation.edits !== undefined && files.length > 0) {
    const change = text.trim() === '' ? [] : [{ draft: { text, ...relation } }];
    return [...change, ...files.map((file) => ({ draft: { text: '', file: outgoingFile(file) }, file }))];
  }
  const [only] = files;
  if (only === undefined) return [{ draft: { text, ...relation } }];
  if (files.length === 1) return [{ draft: { text, ...relation, file: outgoingFile(only) }, file: only }];
  const parcels: Parcel[] = files.map((file) => ({ draft: { text: '', file: outgoingFile(file) }, file }));
  if (text.trim() !== '') parcels.unshift({ draft: { text } });
  const { thread } = relation;
  const following = thread === undefined ? {} : { thread };
  return parcels.map(({ draft, ...rest }, index) => ({
    ...rest,
    draft: { ...draft, ...(index === 0 ? relation : following) },
  }));
}
