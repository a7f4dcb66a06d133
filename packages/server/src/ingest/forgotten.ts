import { createHash } from 'node:crypto';

/** Bits for each name, so that 8 of them are all set by chance for one name in 10^5. */
const BITS = 32;

/** A Bloom filter of names, and how many there are in it. */
export interface Generation {
  readonly size: number;
  readonly bits: Uint8Array;
}

/**
 * Names that were let go, in a memory that does not grow: two Bloom filters, of which the older one
 * makes way for a new one. So at least the last `capacity` names are recognized, and a name that
 * never was is taken for one of them with a probability of 10^-5.
 */
export class Forgotten {
  readonly #capacity: number;
  /** The newest first. */
  #generations: readonly Generation[] = [];

  /** @param capacity - how many names are recognized at least; it takes up to 8 bytes for each */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get generations(): readonly Generation[] {
    return this.#generations;
  }

  add(name: string): void {
    let [newest, ...older] = this.#generations;
    if (newest === undefined || newest.size >= this.#capacity) {
      older = newest === undefined ? [] : [newest];
      newest = { size: 0, bits: new Uint8Array((this.#capacity * BITS) >> 3) };
    }
    const { bits, size } = newest;
    for (const at of this.#placesOf(name)) {
      bits[at >>> 3] = (bits[at >>> 3] as number) | (1 << (at & 7));
    }
    this.#generations = [{ bits, size: size + 1 }, ...older];
  }

  has(name: string): boolean {
    if (this.#generations.length === 0) return false;
    const places = this.#placesOf(name);
    return this.#generations.some(({ bits }) =>
      places.every((at) => ((bits[at >>> 3] as number) & (1 << (at & 7))) !== 0),
    );
  }

  /** Puts generations back; answers whether they can be. */
  restore(generations: unknown): boolean {
    if (!Array.isArray(generations) || generations.length > 2) return false;
    const given = generations as readonly (Partial<Generation> | null)[];
    const restored = given.map((generation) => this.#copyOf(generation));
    if (restored.includes(undefined)) return false;
    this.#generations = restored as readonly Generation[];
    return true;
  }

  #copyOf(generation: Partial<Generation> | null): Generation | undefined {
    const { size, bits } = generation ?? {};
    if (size === undefined || !Number.isSafeInteger(size)) return undefined;
    if (!(bits instanceof Uint8Array) || bits.length !== (this.#capacity * BITS) >> 3)
      return undefined;
    return { size, bits: bits.slice() };
  }

  /** Eight bits for a name, which nobody can choose. */
  #placesOf(name: string): number[] {
    const digest = createHash('sha256').update(name).digest();
    const bits = this.#capacity * BITS;
    return Array.from({ length: 8 }, (_, i) => digest.readUInt32LE(4 * i) % bits);
  }
}
