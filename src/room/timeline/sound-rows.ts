import type { TimelineRow } from '../../protocol/row.ts';

type Loose = Partial<Record<string, unknown>> | null | undefined;

/**
 * Rows of which all may be taken for granted that is asked of each of them; others, of an engine of another build or of
 * what one has stored, stand as `unknown` and broken in their place. What lies deeper is found as it is drawn.
 */
export function soundRows(rows: readonly TimelineRow[]): readonly TimelineRow[] {
  return rows.every(isSound) ? rows : rows.map((row, index) => (isSound(row) ? row : brokenRow(row, index)));
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

function brokenRow(row: TimelineRow, index: number): TimelineRow {
  const id: unknown = (row as unknown as Loose)?.['id'];
  return {
    id: typeof id === 'string' ? id : `broken ${index}`,
    sender: { id: '@', name: '@' },
    own: false,
    kind: 'unknown',
    type: '',
    broken: true,
  };
}
