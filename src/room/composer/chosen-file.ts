import type { OutgoingFile } from '../../protocol/outbox.ts';

/** A file that the reader has chosen and not sent yet. */
export interface ChosenFile extends OutgoingFile {
  readonly id: number;
  readonly blob: Blob;
}

let lastId = 0;

export function chosenFile(file: File): ChosenFile {
  const { name, type, size } = file;
  return { id: ++lastId, kind: kindOf(type), name: plainName(name), mime: type, size, blob: file };
}

/** One that was sent, and has come back from the outbox with its bytes. */
export function chosenAgain(file: OutgoingFile, blob: Blob): ChosenFile {
  return { ...file, id: ++lastId, blob };
}

/** Without its bytes, as it is written into the outbox. */
export function outgoingFile({ kind, name, mime, size, box }: ChosenFile): OutgoingFile {
  return { kind, name, mime, size, ...(box === undefined ? {} : { box }) };
}

function kindOf(mime: string): OutgoingFile['kind'] {
  // Drawings are programs: they are sent as files.
  if (mime.startsWith('image/')) return mime.startsWith('image/svg') ? 'file' : 'image';
  if (mime.startsWith('audio/')) return 'audio';
  return mime.startsWith('video/') ? 'video' : 'file';
}

/** Nothing unseen and no path; the engine cleans it further for others. */
function plainName(name: string): string {
  const last =
    name
      .replaceAll(/[\p{C}\u2028\u2029]/gu, '')
      .split(/[/\\]/)
      .at(-1)
      ?.trim() ?? '';
  return last === '' ? 'file' : last.slice(-200);
}
