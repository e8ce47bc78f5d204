import { type ContenderName, contenderNames } from './contender.ts';
import { type RowId, type Target, type Values, rows } from './rows.ts';
import { type Summary, summarize } from './statistics.ts';

/** All values of a benchmark, as they came in. */
export class Results {
  readonly #notes: object[] = [];
  readonly #values = new Map<string, number[]>();

  add(contender: ContenderName, values: Values): void {
    for (const [row, value] of Object.entries(values)) {
      const key = `${row} ${contender}`;
      this.#values.set(key, [...(this.#values.get(key) ?? []), value]);
    }
  }

  note(contender: ContenderName, visit: string, note: object): void {
    this.#notes.push({ contender, visit, ...note });
  }

  summary(row: RowId, contender: ContenderName): Summary | undefined {
    const values = this.#values.get(`${row} ${contender}`);
    return values && summarize(values);
  }

  /** Whether our element meets a target; `undefined` where a value is missing. */
  verdict(row: RowId, target: Target): { readonly limit: number; readonly met: boolean } | undefined {
    const ours = this.summary(row, 'wiki-room');
    if (!ours) return undefined;
    if ('below' in target) return { limit: target.below, met: ours.median < target.below };
    const other = 'of' in target ? this.summary(row, target.of)?.median : undefined;
    const limit = 'of' in target ? (other ?? NaN) * target.times : target.atMost;
    return Number.isNaN(limit) ? undefined : { limit, met: ours.median <= limit };
  }

  /** Scripts that ran in long frames, bytes by address: one entry for each visit of a page. */
  get notes(): readonly object[] {
    return this.#notes;
  }

  toJSON(): object {
    const measured = rows.map((row) => {
      const verdicts = row.targets.map((target) => ({ ...target, ...this.verdict(row.id, target) }));
      const summaries = contenderNames.map((name) => [name, this.summary(row.id, name)] as const);
      return [
        row.id,
        { label: row.label, unit: row.unit, targets: verdicts, ...Object.fromEntries(summaries) },
      ] as const;
    });
    return Object.fromEntries(measured);
  }
}
