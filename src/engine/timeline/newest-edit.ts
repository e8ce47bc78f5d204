import { isFields } from '../shape.ts';
import type { Fields } from '../shape.ts';

/** What is asked of an event and its edits. */
export interface Editable {
  readonly id: string;
  readonly type: string;
  readonly encrypted: boolean;
  readonly readable: boolean;
  readonly content: Fields;
  readonly relation: { readonly kind: string } | undefined;
  readonly redaction: unknown;
  readonly raw: {
    readonly sender: string;
    readonly state_key?: string;
    readonly origin_server_ts: number;
  };
}

/**
 * The new content of the newest edit that counts; source: Client-Server API, "Validity of replacement events". Besides,
 * an edit in clear never replaces what was encrypted: the homeserver could have made it.
 */
export function newestEdit(original: Editable, edits: readonly Editable[]): Fields | undefined {
  if (original.raw.state_key !== undefined || original.relation?.kind === 'm.replace') return undefined;
  let newest: Editable | undefined;
  for (const edit of edits) {
    if (isValid(original, edit) && (newest === undefined || isLater(edit, newest))) newest = edit;
  }
  const content = newest?.content['m.new_content'];
  return isFields(content) ? content : undefined;
}

function isValid(original: Editable, edit: Editable): boolean {
  return (
    edit.redaction === undefined &&
    edit.readable &&
    edit.raw.sender === original.raw.sender &&
    edit.raw.state_key === undefined &&
    edit.type === original.type &&
    (edit.encrypted || !original.encrypted) &&
    isFields(edit.content['m.new_content'])
  );
}

function isLater(one: Editable, other: Editable): boolean {
  const [a, b] = [one.raw.origin_server_ts, other.raw.origin_server_ts];
  return a === b ? one.id > other.id : a > b;
}
