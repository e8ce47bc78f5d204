import type { Unit } from '../rows.ts';
import type { Summary } from '../statistics.ts';

export function formatSummary(summary: Summary | undefined, unit: Unit): string {
  if (!summary) return '–';
  const { median, min, max } = summary;
  const middle = formatValue(median, unit);
  return min === max ? middle : `${middle} (${formatNumber(min, unit)}–${formatNumber(max, unit)})`;
}

export function formatValue(value: number, unit: Unit): string {
  const words: Readonly<Record<Unit, string>> = { bytes: ' KB', ms: ' ms', count: '', frames: '' };
  return `${formatNumber(value, unit)}${words[unit]}`;
}

function formatNumber(value: number, unit: Unit): string {
  const shown = unit === 'bytes' ? value / 1_000 : value;
  return Math.abs(shown) < 10 && !Number.isInteger(shown)
    ? shown.toFixed(1)
    : Math.round(shown).toLocaleString('en', { useGrouping: true });
}
