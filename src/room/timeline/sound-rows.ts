import type { TimelineRow } from '../../protocol/row.ts';

type Loose = Partial<Record<string, unknown>> | null | undefined;

/**
 * Rows of which all may be taken for granted that is asked of each of them; others, of an engine of another build or of
 * what one has stored, stand as `unknown` and broken in their place. What lies deeper is found as it is drawn.
 */
export function soundRows(rows: readonly TimelineRow[]): readonly TimelineRow[] {
  if (rows.every(isSound)) return rows;
  let before = '';
  return rows.map((row) => {
    const sound = isSound(row) ? row : brokenRow(row, before);
    before = sound.id;
    return sound;
  });
}

function isSound(row: TimelineRow): boolean {
  const { id, kind, sender, body, reactions, change } = (row as unknown as Loose) ?? {};
  const { id: userId, name } = (sender as Loose) ?? {};
  if (typeof id !== 'string' || typeof userId !== 'string' || typeof name !== 'string') return false;
  if (kind === 'notice') return typeof (change as Loose)?.['kind'] === 'string';
  if (kind !== 'message') return true;
  const { plain, parts, source } = (body as Loose) ?? {};
  return typeof plain === 'string' && (Array.isArray(parts) || source !== undefined) && Array.isArray(reactions);
}

/** `before`: the id of the row before it, by which it is known while others come above and below. */
function brokenRow(row: TimelineRow, before: string): TimelineRow {
  const id: unknown = (row as unknown as Loose)?.['id'];
  return {
    id: typeof id === 'string' ? id : `broken after ${before}`,
    sender: { id: '@', name: '@' },
    own: false,
    kind: 'unknown',
    type: '',
    broken: true,
  };
}
