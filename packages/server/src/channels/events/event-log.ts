const CAPACITY = 256;

/** The last events of a run, each encoded once; a reader keeps its own place in it. */
export class EventLog {
  readonly #frames: Uint8Array[] = [];
  #first = 0;

  /** Place of the oldest event that is kept. */
  get start(): number {
    return this.#first;
  }

  /** Place of the next event. */
  get end(): number {
    return this.#first + this.#frames.length;
  }

  add(frame: Uint8Array): void {
    this.#frames.push(frame);
    if (this.#frames.length <= CAPACITY) return;
    this.#frames.shift();
    this.#first += 1;
  }

  /** The event at a place, or nothing when it is not kept any more or not there yet. */
  at(place: number): Uint8Array | undefined {
    return this.#frames[place - this.#first];
  }
}
