import type { EngineLink } from '../../protocol/engine-link.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import type { ErrorData } from '../../protocol/error.ts';
import { outboxMedia } from '../../protocol/outbox.ts';
import type { OutgoingFile } from '../../protocol/outbox.ts';
import { chosenAgain } from './chosen-file.ts';
import type { ChosenFile } from './chosen-file.ts';

/** A file that lies in the outbox; or why it cannot be had: `media-unavailable` where nothing is left of it. */
export async function waitingFile(
  link: EngineLink,
  txnId: string,
  file: OutgoingFile,
): Promise<{ readonly file?: ChosenFile; readonly error?: ErrorData }> {
  const { size, mime } = file;
  try {
    return { file: chosenAgain(file, await link.call('media', { source: { mxc: outboxMedia(txnId), size }, mime })) };
  } catch (thrown) {
    const error = WikiRoomError.from(thrown, 'engine-lost').toData();
    return { error: error.code === 'media-unavailable' ? { ...error, detail: 'chosen' } : error };
  }
}
