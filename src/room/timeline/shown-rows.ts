import { applyPatches } from '../../protocol/patch.ts';
import type { TimelineUpdate } from '../../protocol/room.ts';
import type { TimelineRow } from '../../protocol/row.ts';
import { keepQuotes } from './keep-quotes.ts';
import { soundRows } from './sound-rows.ts';
import { withoutWithdrawn } from './without-withdrawn.ts';

/**
 * The rows to show. The engine tells its own whole at first, then as patches to them; it begins with the newest ones. What was
 * shown before it spoke (of the last visit, of the engine before) stays above them until it has come that far, so that
 * nothing vanishes and comes again.
 */
export class ShownRows {
  #shown: readonly TimelineRow[] = [];
  #engine: readonly TimelineRow[] = [];
  /** What was shown when the engine began to speak; empty once it has come to all of it. */
  #former: readonly TimelineRow[] = [];
  #unreached = 0;
  #version: number | undefined;
  #painted = false;
  /** The engine follows the room and knows nothing of it yet: what is shown stays. */
  #waits = true;

  get rows(): readonly TimelineRow[] {
    return this.#shown;
  }

  /** Rows are known: from the store or from the engine. */
  get painted(): boolean {
    return this.#painted;
  }

  /** The engine has spoken. */
  get known(): boolean {
    return this.#version !== undefined;
  }

  /** Number of rows that the engine has told. */
  get told(): number {
    return this.#engine.length;
  }

  /** Number of rows that the engine has not come to: it does not tell where they are changed. */
  get unreached(): number {
    return this.#unreached;
  }

  /** A hole among the engine's rows could not be filled. */
  get hasFailedGap(): boolean {
    return this.#engine.some((row) => row.kind === 'gap' && row.state === 'failed');
  }

  /** Rows of the last visit. False, and they are not taken, once the engine has spoken. */
  paint(rows: readonly TimelineRow[]): boolean {
    if (!this.#waits || this.#painted) return false;
    this.#shown = this.#former = soundRows(rows);
    this.#painted = true;
    return true;
  }

  /** False where the patches are not to the rows that are here: they must be asked for whole. */
  take(update: TimelineUpdate): boolean {
    const rows = this.#rowsAfter(update);
    if (rows === undefined) return false;
    this.#engine = rows;
    this.#version = update.version;
    if (update.kind === 'reset') {
      this.#former = this.#shown;
      // An engine that has just begun knows nothing yet.
      if (rows.length === 0 && !update.live) this.#waits = true;
    }
    const withdrawn = new Set(update.withdrawn);
    this.#former = withoutWithdrawn(this.#former, withdrawn);
    if (update.live || rows.length > 0) this.#waits = false;
    if (this.#waits) return true;
    this.#unreached = update.older === 'none' ? 0 : countAbove(this.#former, rows);
    if (this.#unreached === 0) this.#former = [];
    const known = keepQuotes(rows, this.#shown, withdrawn);
    this.#shown = this.#unreached === 0 ? known : [...without(this.#former.slice(0, this.#unreached), rows), ...known];
    this.#painted = true;
    return true;
  }

  #rowsAfter(update: TimelineUpdate): readonly TimelineRow[] | undefined {
    if (update.kind === 'reset') return soundRows(update.rows);
    const rows = update.version - 1 === this.#version ? applyPatches(this.#engine, update.patches) : undefined;
    return rows && soundRows(rows);
  }
}

/** How many of these go on upwards from the engine's rows; none where a hole would be between. */
function countAbove(former: readonly TimelineRow[], [first]: readonly TimelineRow[]): number {
  return Math.max(
    0,
    former.findIndex(({ id }) => id === first?.id),
  );
}

/** The homeserver may tell events in another order than before: what the engine knows is as it says. */
function without(former: readonly TimelineRow[], rows: readonly TimelineRow[]): readonly TimelineRow[] {
  const known = new Set(rows.map(({ id }) => id));
  return former.filter(({ id }) => !known.has(id));
}
