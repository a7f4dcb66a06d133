/**
 * What a `Stateful` writes down of itself: plain data that msgpack and structured clone can carry.
 *
 * Typed arrays are copies that the receiver owns.
 */
export type State =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | readonly State[]
  | { readonly [key: string]: State };

/**
 * Something whose whole memory can be taken out and put back, so that it continues with the same bits.
 *
 * @example
 * ```ts
 * import { Random } from 'rxgrad';
 * const random = new Random(7);
 * const before = random.snapshot();
 * const first = random.integer(1000);
 * random.restore(before);
 * random.integer(1000) === first; // → true
 * ```
 */
export interface Stateful {
  /** Everything the object remembers, as data of its own: later changes of the object don't show in it. */
  snapshot(): State;
  /**
   * Puts back what `snapshot` gave.
   *
   * @throws StateError when the state is of another shape or another class; the object is left unchanged.
   */
  restore(state: State): void;
}
