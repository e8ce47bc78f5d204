import type { Part } from '../../protocol/parts.ts';
import type { Attributes } from './html-attributes.ts';
import { block, through } from './open-frame.ts';
import type { PartBuilder } from './part-builder.ts';
import type { Frame, RowFrame, TableFrame } from './part-frame.ts';

const maxColumns = 50;

export function openTable(_attributes: Attributes, builder: PartBuilder): Frame {
  builder.beginBlock();
  const parts: Part[] = [];
  const frame: TableFrame = {
    role: 'table',
    parts,
    block: true,
    rows: [],
    close: () => {
      // What stands in a table outside of its cells is shown before it, as a browser does.
      for (const part of builder.finished(parts)) builder.add(part);
      const { rows } = frame;
      if (rows.length > 0) builder.add({ kind: 'table', rows });
    },
  };
  return frame;
}

export function openRow(_attributes: Attributes, builder: PartBuilder): Frame {
  const { parent, parts } = builder;
  if (parent?.role !== 'table') return through(builder);
  const frame: RowFrame = {
    role: 'row',
    parts,
    block: true,
    cells: [],
    close: () => {
      if (frame.cells.length > 0) parent.rows.push(frame.cells);
    },
  };
  return frame;
}

export function openCell(_attributes: Attributes, builder: PartBuilder, tag: string): Frame {
  const { parent } = builder;
  if (parent?.role !== 'row') {
    return block(builder, (parts) => builder.add({ kind: 'block', tag: 'paragraph', parts }));
  }
  const parts: Part[] = [];
  builder.beginBlock();
  return {
    role: 'plain',
    parts,
    block: true,
    close: () => {
      // An empty cell keeps its column.
      if (parent.cells.length < maxColumns) parent.cells.push({ header: tag === 'th', parts: builder.finished(parts) });
    },
  };
}
