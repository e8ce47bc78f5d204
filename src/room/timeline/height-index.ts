/**
 * Where each line of a long list lies, from heights that were measured and, for the others, estimated. All numbers are
 * CSS pixels from the top of the list.
 */
export class HeightIndex {
  readonly #measured = new Map<string, number>();
  #keys: readonly string[] = [];
  #indexes = new Map<string, number>();
  #heights = new Float64Array(0);
  /** `#tops[i]` is right for every `i` up to `#validTo`. */
  #tops = new Float64Array(1);
  #validTo = 0;

  /** The list is now these keys; `estimate` is asked where a key has not been measured. */
  setKeys(keys: readonly string[], estimate: (index: number) => number): void {
    this.#keys = keys;
    this.#indexes = new Map(keys.map((key, index) => [key, index]));
    this.#heights = new Float64Array(keys.length);
    for (let i = 0; i < keys.length; i++) this.#heights[i] = this.#measured.get(keys[i] ?? '') ?? estimate(i);
    this.#tops = new Float64Array(keys.length + 1);
    this.#validTo = 0;
    if (this.#measured.size > 4 * keys.length + 1_000) this.#forgetGone();
  }

  get count(): number {
    return this.#keys.length;
  }

  get total(): number {
    return this.top(this.#keys.length);
  }

  /** -1 where the key is not in the list. */
  indexOf(key: string): number {
    return this.#indexes.get(key) ?? -1;
  }

  /** The top of a line; of `count`, the end of the list. */
  top(index: number): number {
    const to = Math.min(Math.max(index, 0), this.#keys.length);
    for (let i = this.#validTo; i < to; i++) this.#tops[i + 1] = (this.#tops[i] ?? 0) + (this.#heights[i] ?? 0);
    this.#validTo = Math.max(this.#validTo, to);
    return this.#tops[to] ?? 0;
  }

  bottom(index: number): number {
    return this.top(index + 1);
  }

  /** The line at this distance from the top; the first or last one beyond the ends. */
  at(offset: number): number {
    this.top(this.#keys.length);
    let low = 0;
    let high = this.#keys.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tops[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  /** Returns whether it was another height than known. */
  measure(index: number, height: number): boolean {
    const key = this.#keys[index];
    if (key === undefined) return false;
    this.#measured.set(key, height);
    if (Math.abs((this.#heights[index] ?? 0) - height) < 0.01) return false;
    this.#heights[index] = height;
    this.#validTo = Math.min(this.#validTo, index);
    return true;
  }

  #forgetGone(): void {
    for (const key of this.#measured.keys()) if (!this.#indexes.has(key)) this.#measured.delete(key);
  }
}
