import { refuse, type AnyField, type Field, type FieldsOf } from './field.ts';

/** Array of at most `max` items. */
export function list<T>(item: Field<T>, max: number): Field<readonly T[]> {
  const type = `[${item.type}] ≤ ${max}`;
  const check = (value: unknown, at: string): readonly unknown[] =>
    Array.isArray(value) && value.length <= max
      ? (value as readonly unknown[])
      : refuse(at, type, value);
  return {
    type,
    read: (value, at) => check(value, at).map((each, index) => item.read(each, `${at}[${index}]`)),
    write: (value, at) =>
      check(value, at).map((each, index) => item.write(each as T, `${at}[${index}]`)),
    shape: { kind: 'list', item: item.shape, max },
  };
}

/** Positional array with a field for each property of T. */
export function record<T extends object>(fields: FieldsOf<T>): Field<T> {
  const layout = fields as unknown as Readonly<Record<string, AnyField>>;
  const type = `[${Object.keys(layout).join(', ')}]`;
  return {
    type,
    read: (value, at) =>
      Array.isArray(value) ? (readFields(layout, value, 0, at, {}) as T) : refuse(at, type, value),
    write: (value, at) => writeFields(layout, value as Record<string, unknown>, [], at),
    shape: { kind: 'record', fields: layout },
  };
}

/** Reads positional values into an object; absent and nil are the same, surplus values are ignored. */
export function readFields(
  fields: Readonly<Record<string, AnyField>>,
  values: readonly unknown[],
  start: number,
  at: string,
  into: Record<string, unknown>,
): object {
  let index = start;
  for (const name in fields) {
    const field = fields[name] as AnyField;
    const value = values[index++];
    if (field.optional && (value === null || value === undefined)) continue;
    into[name] = field.read(value, `${at}.${name}`);
  }
  return into;
}

/** Appends an object's fields to `values` in their order, nil for absent ones. */
export function writeFields(
  fields: Readonly<Record<string, AnyField>>,
  from: Readonly<Record<string, unknown>>,
  values: unknown[],
  at: string,
): unknown[] {
  for (const name in fields) {
    const field = fields[name] as AnyField;
    const value = from[name];
    const absent = value === undefined && field.optional === true;
    values.push(absent ? null : field.write(value as never, `${at}.${name}`));
  }
  return values;
}

/** What JSON can say. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** Map from strings to JSON-like values, finite numbers only. */
export const plain: Field<Readonly<Record<string, Plain>>> = {
  type: 'map',
  read: (value, at) => (isMap(value) ? checkPlain(value, at) : refuse(at, 'map', value)),
  write: (value, at) => (isMap(value) ? checkPlain(value, at) : refuse(at, 'map', value)),
  shape: { kind: 'plain' },
};

function isMap(value: unknown): value is Readonly<Record<string, Plain>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function checkPlain<T>(value: T, at: string): T {
  if (Array.isArray(value)) {
    (value as readonly unknown[]).forEach(
      (each, index) => void checkPlain(each, `${at}[${index}]`),
    );
  } else if (isMap(value)) {
    for (const key of Object.keys(value)) {
      // Readers rename or refuse it, so that it cannot reach a prototype.
      if (key === '__proto__') refuse(at, 'keys other than __proto__', key);
      checkPlain(value[key], `${at}.${key}`);
    }
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(at, 'finite number', value);
  } else if (value !== null && typeof value !== 'boolean' && typeof value !== 'string') {
    refuse(at, 'nil, bool, number, str, array or map', value);
  }
  return value;
}
