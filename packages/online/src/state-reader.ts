import type { State } from './state.ts';
import { StateError } from './state-error.ts';

type TypedArray = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/**
 * Reads a state field by field and throws a `StateError` that says which field was wrong.
 *
 * Read every field into a local before assigning the first one: then a bad state leaves the object as it was.
 * A state carries the `type` of what wrote it, so that states of different classes aren't mistaken for each other.
 *
 * @example
 * ```ts
 * import { StateReader } from 'rxgrad';
 * const reader = new StateReader({ type: 'counter', count: 3 }, 'counter');
 * reader.count('count'); // → 3
 * ```
 */
export class StateReader {
  readonly #fields: { readonly [key: string]: State };
  readonly #type: string;

  /** @throws StateError when `state` is not an object whose `type` field is `type` */
  constructor(state: State, type: string) {
    this.#type = type;
    if (!isFields(state)) this.#fail('', `an object is expected, it is ${describe(state)}`);
    if (state['type'] !== type) {
      this.#fail('', `it was written by ${describe(state['type'])}; restore it there`);
    }
    this.#fields = state;
  }

  /** A field of any kind, to be handed to a part's own `restore`. */
  any(key: string): State {
    const value = Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined;
    return value === undefined ? this.#fail(key, 'it is missing') : value;
  }

  /** A number, NaN and infinities included. */
  number(key: string): number {
    const value = this.any(key);
    return typeof value === 'number'
      ? value
      : this.#fail(key, `a number is expected, it is ${describe(value)}`);
  }

  /** A number that is neither NaN nor infinite. */
  finite(key: string): number {
    const value = this.number(key);
    return Number.isFinite(value)
      ? value
      : this.#fail(key, `a finite number is expected, it is ${value}`);
  }

  /** A whole number from 0 up to `max`. */
  count(key: string, max: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.number(key);
    return Number.isSafeInteger(value) && value >= 0 && value <= max
      ? value
      : this.#fail(key, `a whole number from 0 to ${max} is expected, it is ${value}`);
  }

  boolean(key: string): boolean {
    const value = this.any(key);
    return typeof value === 'boolean'
      ? value
      : this.#fail(key, `true or false is expected, it is ${describe(value)}`);
  }

  string(key: string): string {
    const value = this.any(key);
    return typeof value === 'string'
      ? value
      : this.#fail(key, `a string is expected, it is ${describe(value)}`);
  }

  /** A view of a `Float64Array` field (copy it before keeping it), of exactly `length` elements when given. */
  float64(key: string, length?: number): Float64Array {
    return this.#array(key, Float64Array, length);
  }

  /** A view of a `Float32Array` field, of exactly `length` elements when given. */
  float32(key: string, length?: number): Float32Array {
    return this.#array(key, Float32Array, length);
  }

  /** A view of a `Uint32Array` field, of exactly `length` elements when given. */
  uint32(key: string, length?: number): Uint32Array {
    return this.#array(key, Uint32Array, length);
  }

  /** A view of an `Int32Array` field, of exactly `length` elements when given. */
  int32(key: string, length?: number): Int32Array {
    return this.#array(key, Int32Array, length);
  }

  /** Throws a `StateError` about `key` when `condition` is false. */
  require(condition: boolean, key: string, problem: string): void {
    if (!condition) this.#fail(key, problem);
  }

  #array<T extends TypedArray>(key: string, kind: new (length: number) => T, length?: number): T {
    const value = this.any(key);
    if (!(value instanceof kind)) {
      this.#fail(key, `a ${kind.name} is expected, it is ${describe(value)}`);
    }
    if (length !== undefined && value.length !== length) {
      this.#fail(key, `${length} elements are expected, it has ${value.length}`);
    }
    return value;
  }

  #fail(key: string, problem: string): never {
    throw new StateError(`state of ${this.#type}${key && `, field "${key}"`}: ${problem}`);
  }
}

function isFields(state: State | undefined): state is { readonly [key: string]: State } {
  return (
    typeof state === 'object' &&
    state !== null &&
    !Array.isArray(state) &&
    !ArrayBuffer.isView(state)
  );
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? `"${value}"` : `${value as number}`;
}
