import type { Shield } from '../../protocol/row.ts';
import { fieldsOf, isFields, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';

/** What is asked of an event and its edits. */
export interface Editable {
  readonly id: string;
  readonly type: string;
  readonly encrypted: boolean;
  readonly readable: boolean;
  readonly content: Fields;
  readonly relation: { readonly kind: string; readonly target: string } | undefined;
  readonly shield: Shield | undefined;
  readonly redaction: unknown;
  readonly raw: {
    readonly sender: string;
    readonly state_key?: string;
    readonly origin_server_ts: number;
  };
}

/**
 * The newest edit that counts; source: Client-Server API, "Validity of replacement events". Besides, an edit in clear
 * never replaces what was encrypted: the homeserver could have made it. Nor does one whose sender the homeserver may have
 * made up, or which it may have hung onto another message than its sender did.
 */
export function newestEdit<Edit extends Editable>(original: Editable, edits: readonly Edit[]): Edit | undefined {
  if (original.raw.state_key !== undefined || original.relation?.kind === 'm.replace') return undefined;
  let newest: Edit | undefined;
  for (const edit of edits) {
    if (isValid(original, edit) && (newest === undefined || isLater(edit, newest))) newest = edit;
  }
  return newest;
}

/** What an edit replaces the content with. */
export function newContentOf({ content }: Pick<Editable, 'content'>): Fields {
  return fieldsOf(content['m.new_content']);
}

function isValid(original: Editable, edit: Editable): boolean {
  return (
    edit.redaction === undefined &&
    edit.readable &&
    edit.raw.sender === original.raw.sender &&
    edit.raw.state_key === undefined &&
    edit.type === original.type &&
    (edit.encrypted || !original.encrypted) &&
    edit.shield !== 'sender-not-proven' &&
    isMeantFor(original, edit) &&
    isFields(edit.content['m.new_content'])
  );
}

/** Encrypting clients keep the relation in the ciphertext too; where they do not, nobody can tell. */
function isMeantFor({ id }: Editable, { encrypted, content }: Editable): boolean {
  const target = textOf(fieldsOf(content['m.relates_to'])['event_id']);
  return !encrypted || target === undefined || target === id;
}

function isLater(one: Editable, other: Editable): boolean {
  const [a, b] = [one.raw.origin_server_ts, other.raw.origin_server_ts];
  return a === b ? one.id > other.id : a > b;
}
