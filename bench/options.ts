import { parseArgs } from 'node:util';

import { type ContenderName, contenderNames } from './contender.ts';
import { type RowId, rows } from './rows.ts';

export interface BenchOptions {
  /** How often every contender is measured; the table shows the median. */
  readonly runs: number;
  /** The rows asked for; every row where it is left out. */
  readonly only: ReadonlySet<RowId>;
  /** Those who are measured. */
  readonly contenders: readonly ContenderName[];
  /** For how long a page is watched after it was opened, in milliseconds. */
  readonly watchMs: number;
}

export const usage = `npm run bench -- [--runs N] [--only row,row] [--contenders name,name] [--quick]

--runs N      measures every contender N times (5)
--only a,b    only these rows, or groups of rows that begin so (cold, warm, bytes, scroll, …)
--contenders  only these of ${contenderNames.join(', ')}
--quick       once, and watches each page for 3 s instead of 10: to try the bench, not to report from it

Rows: ${rows.map((row) => row.id).join(', ')}`;

/** Throws a sentence that says what is wrong with the arguments. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      only: { type: 'string' },
      contenders: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const runs = Number(values.runs ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number from 1 on.');
  const { only, contenders } = values;
  return { runs, only: readRows(only), contenders: readContenders(contenders), watchMs: values.quick ? 3_000 : 10_000 };
}

function readRows(asked: string | undefined): ReadonlySet<RowId> {
  if (asked === undefined) return new Set(rows.map((row) => row.id));
  const chosen = new Set<RowId>();
  for (const word of asked.split(',').map((part) => part.trim())) {
    const matching = rows.filter((row) => row.id === word || row.id.startsWith(`${word}-`));
    if (matching.length === 0) throw new Error(`There is no row "${word}".`);
    for (const row of matching) chosen.add(row.id);
  }
  return chosen;
}

function readContenders(asked: string | undefined): readonly ContenderName[] {
  if (asked === undefined) return contenderNames;
  return asked.split(',').map((word) => {
    const name = contenderNames.find((one) => one === word.trim());
    if (!name) throw new Error(`There is no contender "${word.trim()}".`);
    return name;
  });
}
