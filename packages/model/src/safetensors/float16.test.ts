import { expect, test } from 'vitest';

import { dtypes } from './dtypes.ts';
import { float16 } from './float16.ts';

test.each([
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x3c00, 1],
  [0xc000, -2],
  [0x7bff, 65_504],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
  [0x7e00, Number.NaN],
])('half %i is %d', (bits, value) => {
  expect(float16(bits)).toBe(value);
});

test.each([
  [0x3f80, 1],
  [0xc049, -3.140625],
  [0x8000, -0],
  [0x0001, 2 ** -133],
  [0x7f80, Infinity],
])('brain float %i is %d', (bits, value) => {
  expect(dtypes['BF16']?.read(Uint16Array.of(bits).buffer)[0]).toBe(value);
});
