import { expect, it } from 'vitest';
import { Machine, Program } from './index.ts';

it('calls functions of the host in their order, also from an appended program', () => {
  const machine = new Machine();
  const at = machine.allocate(4);
  const seen: string[] = [];
  const inner = new Program().call(({ f32 }) => seen.push(`inner ${f32[at / 4]}`));
  const program = new Program()
    .call(({ f32, rows }) => {
      seen.push(`outer ${rows}`);
      f32[at / 4] = 7;
    })
    .append(inner)
    .append(inner);
  machine.rows = 3;
  machine.execute(machine.place(program));
  expect(seen).toEqual(['outer 3', 'inner 7', 'inner 7']);
});

it('ends a program where the host throws, and can run it again', () => {
  const machine = new Machine();
  const at = machine.allocate(8);
  let broken = true;
  const program = new Program()
    .call(() => {
      if (broken) throw new RangeError('broken');
    })
    .call(({ f64 }) => void (f64[at / 8] = 1));
  const section = machine.place(program);
  expect(() => machine.execute(section)).toThrow(RangeError);
  expect(machine.f64[at / 8]).toBe(0);
  broken = false;
  machine.execute(section);
  expect(machine.f64[at / 8]).toBe(1);
});
