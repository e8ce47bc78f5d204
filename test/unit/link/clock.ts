/** Virtual time: tasks run in order of their time, each with its microtasks. */
export class Clock {
  now = 0;
  #lastId = 0;
  #tasks: { id: number; at: number; task: () => void }[] = [];

  setTimeout(task: () => void, delay: number): number {
    const id = ++this.#lastId;
    const at = this.now + delay;
    const index = this.#tasks.findIndex((other) => other.at > at);
    this.#tasks.splice(index < 0 ? this.#tasks.length : index, 0, { id, at, task });
    return id;
  }

  /** How many tasks are to come. */
  get ahead(): number {
    return this.#tasks.length;
  }

  clearTimeout(id: number | undefined): void {
    this.#tasks = this.#tasks.filter((task) => task.id !== id);
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await microtasks();
    for (let next = this.#tasks[0]; next !== undefined && next.at <= end; next = this.#tasks[0]) {
      this.#tasks.shift();
      this.now = next.at;
      next.task();
      await microtasks();
    }
    this.now = end;
  }
}

function microtasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
