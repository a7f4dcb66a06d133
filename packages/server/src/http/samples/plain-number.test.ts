import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlainNumber } from './plain-number.ts';

/** What is read at the start of a text as f32, and how long it was; nothing where it is left to others. */
function read(text: string): readonly [value: number, length: number] | undefined {
  const number = new PlainNumber();
  number.read(Buffer.from(` ${text}`), 1);
  return number.end < 0 ? undefined : [Math.fround(number.value), number.end - 1];
}

/** JSON's numbers, as they may be written. */
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((x) => String(Math.fround(x))),
  fc.integer().map(String),
  fc
    .record({
      sign: fc.constantFrom('', '-'),
      whole: fc.nat(999).map(String),
      fraction: fc.option(fc.stringMatching(/^\d{1,18}$/), { nil: '' }),
      exponent: fc.option(fc.integer({ min: -25, max: 25 }), { nil: undefined }),
      e: fc.constantFrom('e', 'E'),
      plus: fc.constantFrom('', '+'),
    })
    .map(({ sign, whole, fraction, exponent, e, plus }) => {
      const power = exponent === undefined ? '' : `${e}${exponent < 0 ? '' : plus}${exponent}`;
      return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}${power}`;
    }),
);

test('gives the f32 that JSON.parse gives, or nothing', () => {
  fc.assert(
    fc.property(numbers, (text) => {
      const found = read(text);
      if (found === undefined) return;
      expect(found).toEqual([Math.fround(JSON.parse(text) as number), text.length]);
    }),
    { numRuns: 20_000, seed: 1 },
  );
});

test('reads what is common', () => {
  fc.assert(
    fc.property(fc.double({ min: -1_000, max: 1_000, noNaN: true }), (x) => {
      fc.pre(Math.abs(x) > 1e-5 || x === 0);
      const text = JSON.stringify(x);
      const f32 = Math.fround(x);
      // All but those that lie so close between two f32 that only exact arithmetic can tell.
      const sure = Math.fround(x * (1 - 2 ** -46)) === Math.fround(x * (1 + 2 ** -46));
      if (sure) expect(read(text)).toEqual([x === 0 ? 0 : f32, text.length]);
    }),
    { numRuns: 5_000, seed: 1 },
  );
});

test.each([
  '',
  '-',
  '.5',
  '-.5',
  '1.',
  '1.e3',
  '1e',
  '1e+',
  '01',
  '-01',
  '00',
  '+1',
  'NaN',
  'Infinity',
  '1e999',
  '1e99999999999',
  '1234567890123456789012345',
  '0.00000000000000000000001',
  'x',
])('leaves %j to others', (text) => {
  const number = read(text);
  // A number that ends early is no number of JSON's: what follows it is told by whoever goes on.
  expect(number === undefined || number[1] < text.length).toBe(true);
});

test('a number between two f32 is left to exact arithmetic', () => {
  const between = 1 + 2 ** -24;
  expect(read(String(between))).toBeUndefined();
  expect(read('16777217')).toBeUndefined();
  expect(read('16777216')).toEqual([16_777_216, 8]);
});
