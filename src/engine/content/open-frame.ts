import type { Part } from '../../protocol/parts.ts';
import type { PartBuilder } from './part-builder.ts';
import type { Frame } from './part-frame.ts';

/** An element of which only the children count. */
export function through(builder: PartBuilder): Frame {
  return { role: 'through', parts: builder.parts, block: false };
}

/** A block whose finished children become a part, where there are any. */
export function block(builder: PartBuilder, become: (parts: readonly Part[]) => void): Frame {
  builder.beginBlock();
  const parts: Part[] = [];
  return {
    role: 'plain',
    parts,
    block: true,
    close: () => {
      const finished = builder.finished(parts);
      if (finished.length > 0) become(finished);
    },
  };
}

/** An element within a line whose finished children become a part, where there are any. */
export function inline(builder: PartBuilder, become: (parts: readonly Part[]) => void): Frame {
  builder.beginWord();
  const parts: Part[] = [];
  return {
    role: 'plain',
    parts,
    block: false,
    close: () => {
      const finished = builder.finished(parts, false);
      if (finished.length > 0) become(finished);
    },
  };
}
