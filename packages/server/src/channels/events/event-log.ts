const CAPACITY = 256;

/** The last events of a run, each encoded once; a reader keeps its own place in it. */
export class EventLog {
  readonly #frames: Uint8Array[] = [];
  readonly #sequences: number[] = [];
  #first = 0;

  /** Place of the oldest event that is kept. */
  get start(): number {
    return this.#first;
  }

  /** Place of the next event. */
  get end(): number {
    return this.#first + this.#frames.length;
  }

  /** The place behind the event with that number; nothing when events since then are not kept any more. */
  placeAfter(sequence: number): number | undefined {
    if (this.#sequences.length === 0) return this.#first;
    const index = this.#sequences.findIndex((each) => each > sequence);
    const next = index < 0 ? this.#sequences.length : index;
    const whole = next > 0 || this.#sequences[0] === sequence + 1;
    return whole ? this.#first + next : undefined;
  }

  add(sequence: number, frame: Uint8Array): void {
    this.#sequences.push(sequence);
    this.#frames.push(frame);
    if (this.#frames.length <= CAPACITY) return;
    this.#frames.shift();
    this.#sequences.shift();
    this.#first += 1;
  }

  /** The event at a place, or nothing when it is not kept any more or not there yet. */
  at(place: number): Uint8Array | undefined {
    return this.#frames[place - this.#first];
  }
}
