import { SchemaError } from '../errors/schema-error.ts';

/** Reads plain data of unknown origin field by field, and says which one was wrong. */
export class SchemaReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #where: string;

  /** @throws SchemaError when `value` is no plain object */
  constructor(value: unknown, where: string) {
    this.#where = where;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new SchemaError(`${where}: an object is expected`);
    }
    this.#fields = value as Readonly<Record<string, unknown>>;
  }

  get keys(): readonly string[] {
    return Object.keys(this.#fields);
  }

  /** A field of its own, never an inherited one; undefined when there is none. */
  field(key: string): unknown {
    return Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined;
  }

  /** A whole number from `min` to `max`. */
  count(key: string, min: number, max: number): number {
    const value = this.field(key);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max)
      return value;
    return this.#fail(key, `a whole number from ${min} to ${max}`);
  }

  number(key: string): number {
    const value = this.field(key);
    return typeof value === 'number' && Number.isFinite(value)
      ? value
      : this.#fail(key, 'a finite number');
  }

  boolean(key: string): boolean {
    const value = this.field(key);
    return typeof value === 'boolean' ? value : this.#fail(key, 'true or false');
  }

  /** Text of 1 to 256 characters. */
  text(key: string): string {
    const value = this.field(key);
    if (typeof value === 'string' && value.length > 0 && value.length <= 256) return value;
    return this.#fail(key, 'text of 1 to 256 characters');
  }

  list(key: string, max: number): readonly unknown[] {
    const value = this.field(key);
    return Array.isArray(value) && value.length <= max
      ? value
      : this.#fail(key, `a list of at most ${max}`);
  }

  #fail(key: string, expected: string): never {
    throw new SchemaError(`${this.#where}, field "${key}": ${expected} is expected`);
  }
}
