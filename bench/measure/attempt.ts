import { type Progress, toStandardError } from '../../test/stack/progress.ts';
import type { Contender } from '../contender.ts';
import type { Values } from '../rows.ts';

/**
 * Measures a row, or a group of them. What fails is left out of the table, and said: what was measured before stays, and the
 * others are still asked for.
 */
export async function attempt(
  { name }: Pick<Contender, 'name'>,
  rows: string,
  measure: () => Promise<Values>,
  progress: Progress = toStandardError,
): Promise<Values> {
  try {
    return await measure();
  } catch (error) {
    const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
    progress(`${name}: ${rows} could not be measured: ${line}`);
    return {};
  }
}
