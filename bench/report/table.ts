import { type ContenderName, contenderNames } from '../contender.ts';
import type { Results } from '../results.ts';
import { type Row, type RowId, type Target, rows } from '../rows.ts';
import { spread } from '../statistics.ts';
import { formatSummary, formatValue } from './format.ts';

/** The results as lines of text: medians with the least and the most, ratios, and how our element stands. */
export function table(results: Results): string {
  const head = ['', ...contenderNames, '/floor', '/hydrogen', 'target'];
  const body = rows
    .filter((row) => contenderNames.some((name) => results.summary(row.id, name)))
    .map((row) => [
      row.label,
      ...contenderNames.map((name) => formatSummary(results.summary(row.id, name), row.unit)),
      ratio(results, row.id, 'floor'),
      ratio(results, row.id, 'hydrogen'),
      targets(results, row),
    ]);
  const cells = [head, ...body];
  const widths = head.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) =>
        column === 0 || column > 6 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', noise(results)].join('\n');
}

function ratio(results: Results, row: RowId, other: ContenderName): string {
  const ours = results.summary(row, 'wiki-room')?.median;
  const theirs = results.summary(row, other)?.median;
  return ours === undefined || theirs === undefined || theirs === 0 ? '' : (ours / theirs).toFixed(2);
}

function targets(results: Results, row: Row & { id: RowId }): string {
  const words = row.targets.map((target) => {
    const verdict = results.verdict(row.id, target);
    return `${describe(target, row)}${verdict ? (verdict.met ? ' ok' : ' OVER') : ''}`;
  });
  return words.join(', ');
}

function describe(target: Target, row: Row): string {
  if ('below' in target) return `< ${formatValue(target.below, row.unit)}`;
  if ('of' in target) return `≤ ${String(target.times)} × ${target.of}`;
  return `≤ ${formatValue(target.atMost, row.unit)}`;
}

/** What differs from run to run though nothing has changed: the floor page does next to nothing itself. */
function noise(results: Results): string {
  const timed = (['cold-news', 'cold-alpha', 'warm-news', 'warm-alpha'] as const).flatMap((id) => {
    const summary = results.summary(id, 'floor');
    return summary ? [`${id} ±${(spread(summary) * 50).toFixed(0)} %`] : [];
  });
  return timed.length === 0 ? '' : `Noise of the machine (the floor page's own spread): ${timed.join(', ')}`;
}
