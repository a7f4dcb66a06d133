import { expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { operations } from './operations.ts';
import { builtFor } from './wasm.gen.ts';

it('is the one that the module was built for', () => {
  expect(builtFor).toBe(fingerprint());
});

it('changes with a name, an operand, and the order of either', () => {
  const entries = Object.entries(operations);
  const swapped = [...entries.slice(1, 2), ...entries.slice(0, 1), ...entries.slice(2)];
  const seen = [
    fingerprint({ a: { file: 'f', operands: ['x', 'y'] } }),
    fingerprint({ b: { file: 'f', operands: ['x', 'y'] } }),
    fingerprint({ a: { file: 'f', operands: ['y', 'x'] } }),
    fingerprint({ a: { file: 'f', operands: ['x'] } }),
    fingerprint(Object.fromEntries(swapped)),
    fingerprint(),
  ];
  expect(new Set(seen).size).toBe(seen.length);
});
