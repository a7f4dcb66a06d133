interface Task {
  readonly due: number;
  readonly run: () => void;
}

/** A clock that stands still until it is moved: give it wherever a `Clock` is asked for. */
export class ManualClock {
  #now = 0;
  readonly #tasks = new Set<Task>();

  /** Timers that are set. */
  get pending(): number {
    return this.#tasks.size;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, run: () => void): () => void {
    const task = { due: this.#now + delay, run };
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  /** Moves on by `ms`, running what comes due on the way, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.due);
      this.#tasks.delete(next);
      next.run();
    }
    this.#now = end;
  }

  /** Lets time pass in which nothing ran, as when the process was suspended. */
  skip(ms: number): void {
    this.#now += ms;
  }

  #next(end: number): Task | undefined {
    let first: Task | undefined;
    for (const task of this.#tasks) {
      if (task.due <= end && (first === undefined || task.due < first.due)) first = task;
    }
    return first;
  }
}
