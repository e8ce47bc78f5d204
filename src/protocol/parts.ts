/**
 * Message text as data: what `formatted_body` (or plain text) becomes in the worker, and what the views render.
 * Only what is named here can reach the page. Source: Client-Server API, "m.room.message msgtypes", HTML allow-list.
 */
export type Part =
  | TextPart
  | BreakPart
  | RulePart
  | SpanPart
  | ColourPart
  | SpoilerPart
  | LinkPart
  | PillPart
  | CodePart
  | CodeBlockPart
  | BlockPart
  | HeadingPart
  | ListPart
  | TablePart
  | DetailsPart
  | ImagePart;

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

export interface BreakPart {
  readonly kind: 'break';
}

export interface RulePart {
  readonly kind: 'rule';
}

/** Inline formatting: the tag itself is the meaning. */
export interface SpanPart {
  readonly kind: 'span';
  readonly tag: 'b' | 'i' | 'u' | 's' | 'sub' | 'sup';
  readonly parts: readonly Part[];
}

/** `data-mx-color` and `data-mx-bg-color`, checked as `#rrggbb`. */
export interface ColourPart {
  readonly kind: 'colour';
  readonly colour?: string;
  readonly background?: string;
  readonly parts: readonly Part[];
}

/** `data-mx-spoiler`: hidden until asked for. */
export interface SpoilerPart {
  readonly kind: 'spoiler';
  readonly reason?: string;
  readonly parts: readonly Part[];
}

/** `href` has an allowed *parsed* scheme: http, https, ftp, mailto, magnet. */
export interface LinkPart {
  readonly kind: 'link';
  readonly href: string;
  /** The true host (ASCII form), where the visible text looks like another address. */
  readonly host?: string;
  readonly parts: readonly Part[];
}

/** A mention: always shows whom or what it links, never the sender's wording alone. */
export interface PillPart {
  readonly kind: 'pill';
  readonly target: 'user' | 'room' | 'everyone';
  /** User id, room id or alias. */
  readonly id: string;
  readonly label: string;
  /** It is the reader. */
  readonly self: boolean;
}

export interface CodePart {
  readonly kind: 'code';
  readonly text: string;
}

export interface CodeBlockPart {
  readonly kind: 'code-block';
  readonly text: string;
  /** From `class="language-…"`: `[a-z0-9+#.-]`, at most 30. */
  readonly language?: string;
}

export interface BlockPart {
  readonly kind: 'block';
  readonly tag: 'paragraph' | 'quote';
  readonly parts: readonly Part[];
}

export interface HeadingPart {
  readonly kind: 'heading';
  /** 1–6; rendered without a heading role, so that a message cannot change the page's outline. */
  readonly level: number;
  readonly parts: readonly Part[];
}

export interface ListPart {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly start?: number;
  readonly items: readonly (readonly Part[])[];
}

export interface TablePart {
  readonly kind: 'table';
  readonly rows: readonly (readonly TableCell[])[];
}

export interface TableCell {
  readonly header: boolean;
  readonly parts: readonly Part[];
}

export interface DetailsPart {
  readonly kind: 'details';
  readonly summary: readonly Part[];
  readonly parts: readonly Part[];
}

/** An inline image: `mxc:` only. */
export interface ImagePart {
  readonly kind: 'image';
  readonly mxc: string;
  readonly alt: string;
  readonly width?: number;
  readonly height?: number;
}
