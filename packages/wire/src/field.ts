import { FrameError } from './frame-error.ts';

/** How one field of a frame is named in the specification, checked, and laid on the wire. */
export interface Field<T> {
  /** As written in PROTOCOL.md: `uint`, `str ≤ 128`, `[str] ≤ 64`, … */
  readonly type: string;
  /** Checks a decoded msgpack value and makes it the frame's; throws FrameError naming `at`. */
  read(value: unknown, at: string): T;
  /** The msgpack value for a field; throws FrameError for what a peer would refuse. */
  write(value: T, at: string): unknown;
  readonly shape: FieldShape;
}

/** What a field is made of, so that tests can make up values for every frame by themselves. */
export type FieldShape =
  | { readonly kind: 'uint'; readonly max: number }
  | { readonly kind: 'float' | 'flag' | 'plain' }
  | { readonly kind: 'text' | 'bin'; readonly max: number }
  | { readonly kind: 'array'; readonly bytes: 4 | 8; readonly make: ArrayKind }
  | { readonly kind: 'choice'; readonly names: readonly string[] }
  | { readonly kind: 'list'; readonly item: FieldShape; readonly max: number }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, AnyField>> };

export type ArrayKind = 'f32' | 'f64' | 'u32';

/** A field that may be absent: nil on the wire, undefined in code. */
export interface OptionalField<T> extends Field<T> {
  readonly optional: true;
}

export type AnyField = Field<never> & { readonly optional?: true };

/** One field for each property of T but `op`; optional properties need an optional field. */
export type FieldsOf<T> = {
  readonly [K in keyof Omit<T, 'op'>]-?: object extends Pick<T, K & keyof T>
    ? OptionalField<Exclude<T[K & keyof T], undefined>>
    : Field<T[K & keyof T]>;
};

/** Marks a field as one that may be absent. */
export function optional<T>(field: Field<T>): OptionalField<T> {
  return { ...field, type: `${field.type}?`, optional: true };
}

/** Refuses a value, saying where and what was expected. */
export function refuse(at: string, expected: string, value: unknown): never {
  const got = value === null ? 'nil' : Array.isArray(value) ? 'array' : typeof value;
  throw new FrameError(`${at}: expected ${expected}, got ${describe(got, value)}`);
}

function describe(kind: string, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `a string of ${value.length}`;
  if (value instanceof Uint8Array) return `bin of ${value.byteLength} bytes`;
  return kind;
}
