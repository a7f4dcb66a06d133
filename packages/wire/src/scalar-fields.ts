import { refuse, type Field } from './field.ts';

/** Unsigned integer up to `max` (2^53 − 1 unless told). */
export function uint(max: number = Number.MAX_SAFE_INTEGER): Field<number> {
  const type = max === Number.MAX_SAFE_INTEGER ? 'uint' : `uint ≤ ${max}`;
  const check = (value: unknown, at: string): number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max
      ? value
      : refuse(at, type, value);
  // Above 2^32 msgpackr would write a float: a bigint makes it an int64, as other languages expect.
  const write = (value: number, at: string): unknown =>
    check(value, at) > 0xffff_ffff ? BigInt(value) : value;
  return { type, read: check, write, shape: { kind: 'uint', max } };
}

/** Unsigned 32-bit integer. */
export const uint32 = uint(0xffff_ffff);

/** Finite number, integer or float on the wire. */
export const float: Field<number> = {
  type: 'float',
  read: (value, at) =>
    typeof value === 'number' && Number.isFinite(value)
      ? value
      : refuse(at, 'finite number', value),
  write: (value, at) => (Number.isFinite(value) ? value : refuse(at, 'finite number', value)),
  shape: { kind: 'float' },
};

export const flag: Field<boolean> = {
  type: 'bool',
  read: (value, at) => (typeof value === 'boolean' ? value : refuse(at, 'bool', value)),
  write: (value) => value,
  shape: { kind: 'flag' },
};

/** String of at most `max` UTF-16 units. */
export function text(max: number): Field<string> {
  const type = `str ≤ ${max}`;
  const check = (value: unknown, at: string): string =>
    typeof value === 'string' && value.length <= max ? value : refuse(at, type, value);
  // A lone surrogate has no UTF-8: it becomes U+FFFD, as with TextEncoder.
  const write = (value: string, at: string): string =>
    check(value, at).replace(/\p{Surrogate}/gu, '\ufffd');
  return { type, read: check, write, shape: { kind: 'text', max } };
}

/** One of `names`, sent as its index. */
export function choice<const N extends readonly string[]>(...names: N): Field<N[number]> {
  const type = names.map((name, index) => `${index} ${name}`).join(', ');
  return {
    type: `uint: ${type}`,
    read: (value, at) =>
      (Number.isInteger(value) ? names[value as number] : undefined) ?? refuse(at, type, value),
    write(value, at) {
      const index = names.indexOf(value);
      return index < 0 ? refuse(at, names.join(' | '), value) : index;
    },
    shape: { kind: 'choice', names },
  };
}
