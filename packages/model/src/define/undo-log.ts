/** What weights and slots were before a step overwrote them, so that a step that fails leaves no trace. */
export class UndoLog {
  #kept = new Float32Array(0);
  #length = 0;
  /** Where each stretch began, in numbers of four bytes, and how long it was. */
  readonly #stretches: number[] = [];

  clear(): void {
    this.#length = 0;
    this.#stretches.length = 0;
  }

  /** Keeps f32[at … at + length]. */
  keep(f32: Float32Array, at: number, length: number): void {
    if (this.#length + length > this.#kept.length) this.#grow(this.#length + length);
    this.#kept.set(f32.subarray(at, at + length), this.#length);
    this.#length += length;
    this.#stretches.push(at, length);
  }

  /** Puts everything back, the latest first. */
  undo(f32: Float32Array): void {
    let end = this.#length;
    for (let i = this.#stretches.length - 2; i >= 0; i -= 2) {
      const [at, length] = [this.#stretches[i] as number, this.#stretches[i + 1] as number];
      f32.set(this.#kept.subarray(end - length, end), at);
      end -= length;
    }
    this.clear();
  }

  #grow(length: number): void {
    const larger = new Float32Array(Math.max(length, this.#kept.length * 2));
    larger.set(this.#kept.subarray(0, this.#length));
    this.#kept = larger;
  }
}
