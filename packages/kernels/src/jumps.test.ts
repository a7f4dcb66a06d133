import { expect, it } from 'vitest';
import { Machine, Program } from './index.ts';

const machine = new Machine();
const [marker, fault, x, starts, indices] = [8, 8, 16, 8, 8].map((n) => machine.allocate(n)) as [
  number,
  number,
  number,
  number,
  number,
];

/** Whether the program goes on after an instruction. */
function goesOn(program: Program): boolean {
  machine.f64[marker / 8] = 1;
  machine.u32.fill(0, fault / 4, fault / 4 + 2);
  machine.rows = 1;
  machine.execute(machine.place(program.emit('clear', { at: marker })));
  return machine.f64[marker / 8] === 0;
}

it.each([
  ['finite numbers', [1, 2, 0], true],
  ['NaN', [1, 2, Number.NaN], false],
  ['an infinity', [-Infinity, 2, 0], false],
] as const)('a batch of %s: the program goes on is %3$s', (_, values, expected) => {
  machine.f32.set(values, x / 4);
  machine.u32.set([0, 3], starts / 4);
  const width = values.length;
  expect(goesOn(new Program().emit('requireFinite', { x, width, fault }))).toBe(expected);
  const sparse = { starts, indices, values: x, inputs: 1, fault };
  expect(goesOn(new Program().emit('requireSparse', sparse))).toBe(expected);
  const all = { x, from: 0, columns: 3, width: 3, categories: 3, fault };
  expect(goesOn(new Program().emit('requireCategories', all))).toBe(expected);
});

it('an entry or a category beyond the last ends a program too', () => {
  machine.f32.set([1, 2], x / 4);
  machine.u32.set([0, 2], starts / 4);
  machine.u32.set([0, 4], indices / 4);
  const sparse = { starts, indices, values: x, fault };
  expect(goesOn(new Program().emit('requireSparse', { ...sparse, inputs: 4 }))).toBe(false);
  expect(goesOn(new Program().emit('requireSparse', { ...sparse, inputs: 5 }))).toBe(true);
  const all = { x, from: 0, columns: 2, width: 2, fault };
  expect(goesOn(new Program().emit('requireCategories', { ...all, categories: 2 }))).toBe(false);
  expect(goesOn(new Program().emit('requireCategories', { ...all, categories: 3 }))).toBe(true);
});
