import type { Part, TableCell } from '../../protocol/parts.ts';

/** An element that is open while HTML is read. */
export type Frame = PlainFrame | ListFrame | TableFrame | RowFrame | DetailsFrame | RawFrame;

interface FrameBase {
  /** Where its children go: its own list, or that of the frame around it. */
  readonly parts: Part[];
  /** White space at its borders is not shown. */
  readonly block: boolean;
  /** Called at its end; hands what it became to the frame around it. */
  readonly close?: () => void;
}

/** `through`: only its children count. `drop`: not even they. */
export interface PlainFrame extends FrameBase {
  readonly role: 'plain' | 'through' | 'drop';
}

export interface ListFrame extends FrameBase {
  readonly role: 'list';
  readonly items: (readonly Part[])[];
}

export interface TableFrame extends FrameBase {
  readonly role: 'table';
  readonly rows: (readonly TableCell[])[];
}

export interface RowFrame extends FrameBase {
  readonly role: 'row';
  readonly cells: TableCell[];
}

export interface DetailsFrame extends FrameBase {
  readonly role: 'details';
  summary: readonly Part[] | undefined;
}

/** Code: its text is kept as it is. */
export interface RawFrame extends FrameBase {
  readonly role: 'raw';
  text: string;
  language: string | undefined;
}

const blockKinds: ReadonlySet<Part['kind']> = new Set([
  'block',
  'heading',
  'list',
  'table',
  'details',
  'code-block',
  'rule',
]);

export function isBlock(part: Part): boolean {
  return blockKinds.has(part.kind);
}
