import { applyPatches } from '../../protocol/patch.ts';
import type { TimelineUpdate } from '../../protocol/room.ts';
import type { TimelineRow } from '../../protocol/row.ts';

/** The rows as the engine tells them: whole at first, then as patches to them. */
export class EngineRows {
  #rows: readonly TimelineRow[] = [];
  #version: number | undefined;

  get rows(): readonly TimelineRow[] {
    return this.#rows;
  }

  /** The engine has spoken. */
  get known(): boolean {
    return this.#version !== undefined;
  }

  /** False where the patches are not to the rows that are here: they must be asked for whole. */
  take(update: TimelineUpdate): boolean {
    if (update.kind === 'reset') this.#rows = update.rows;
    else {
      const rows = update.version - 1 === this.#version ? applyPatches(this.#rows, update.patches) : undefined;
      if (rows === undefined) return false;
      this.#rows = rows;
    }
    this.#version = update.version;
    return true;
  }
}
