import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twins } from '../twins/index.ts';
import type { AnyOperands, Case, Draw, Plain, Region, Twin } from '../twins/twin.ts';
import { Machine } from './machine.ts';
import { type OperationName, operations } from './operations.ts';
import { Program } from './program.ts';

const BYTES = { f32: 4, u32: 4, f64: 8 } as const;
/** What stands around each region, to see that nothing else is touched. */
const GUARD = 0x7fc0dead;
const machine = new Machine();
const ROOM = machine.allocate(1 << 20);

describe('every kernel does what its plain twin does, at any shape and alignment', () => {
  for (const [name, twin] of Object.entries(twins)) {
    if (twin === 'program') continue;
    it(name, () => {
      fc.assert(
        fc.property(fc.gen(), fc.nat(3), (gen, skew) =>
          check(name as OperationName, twin, gen, skew),
        ),
        // Shrinking whole arrays takes minutes, and says little more than the first case that fails.
        { numRuns: 150, endOnFailure: true },
      );
    });
  }

  it('has a twin for each kernel in the registry', () => {
    expect(Object.keys(twins).sort()).toEqual(Object.keys(operations).sort());
  });
});

function check(name: OperationName, twin: Twin, gen: fc.GeneratorValue, skew: number): void {
  const drawn = twin.arrange(drawFrom(gen));
  const places = place(drawn, skew);
  const expected = mapRegions(drawn, ({ values }) => values.slice());
  twin.compute({ ...drawn.numbers }, expected);
  machine.rows = drawn.numbers['rows'] ?? 1;
  const before = machine.u32.slice(ROOM / 4, places.end / 4);
  machine.execute(
    placed(name, { ...drawn.numbers, ...places.addresses } as unknown as AnyOperands),
  );
  for (const [region, { kind, values }] of Object.entries(drawn.regions)) {
    const at = (places.addresses[region] as number) / BYTES[kind];
    const found = machine[kind].slice(at, at + values.length);
    for (const [i, value] of (expected[region] as Plain).entries()) {
      expectClose(found[i] as number, value, scaleOf(expected[region] as Plain), `${region}[${i}]`);
    }
  }
  expectGuards(drawn, places, before);
}

const section = machine.allocate(256);

/** Places a program of one instruction, always at the same spot. */
function placed(name: OperationName, operands: AnyOperands) {
  const { words, bytes } = new Program().emit(name, operands);
  machine.u32.set(words, section / 4);
  return { first: section, last: section + bytes };
}

function drawFrom(gen: fc.GeneratorValue): Draw {
  const number = fc.oneof(
    fc.float({ min: -2, max: 2, noNaN: true, noDefaultInfinity: true }),
    fc.float({ min: -30, max: 30, noNaN: true, noDefaultInfinity: true }),
    fc.constant(0),
  );
  const list = (length: number, arbitrary: fc.Arbitrary<number>): Plain =>
    Float64Array.from(gen(fc.array, arbitrary, { minLength: length, maxLength: length }));
  // Numbers far below what 32 bits can add to the others would only test the tolerance.
  const tidy = (value: number): number => (Math.abs(value) < 1e-6 ? 0 : value);
  return {
    size: (most) => gen(fc.integer, { min: 1, max: most }),
    floats: (length) => ({ kind: 'f32', values: list(length, number).map(tidy) }),
    zeros: (length, kind = 'f32') => ({ kind, values: new Float64Array(length) }),
    scalar: (min, max) => ({ kind: 'f64', values: list(1, fc.double({ min, max, noNaN: true })) }),
    indices: (length, end) => ({ kind: 'u32', values: list(length, fc.nat(end - 1)) }),
  };
}

interface Places {
  readonly addresses: Record<string, number>;
  readonly end: number;
}

/** Lays regions out with guards in between, at addresses that are multiples of their numbers' size only. */
function place({ regions }: Case, skew: number): Places {
  const addresses: Record<string, number> = {};
  let top = ROOM + 64;
  machine.u32.fill(GUARD, ROOM / 4, ROOM / 4 + 16);
  for (const [name, { kind, values }] of Object.entries(regions)) {
    const at = kind === 'f64' ? top : top + skew * 4;
    addresses[name] = at;
    const end = Math.ceil((at + values.length * BYTES[kind]) / 64) * 64 + 64;
    machine.u32.fill(GUARD, top / 4, end / 4);
    machine[kind].set(values, at / BYTES[kind]);
    top = end;
  }
  return { addresses, end: top };
}

/** All words outside of the regions are as they were. */
function expectGuards({ regions }: Case, { addresses, end }: Places, before: Uint32Array): void {
  const after = machine.u32.slice(ROOM / 4, end / 4);
  for (const [name, { kind, values }] of Object.entries(regions)) {
    const at = ((addresses[name] as number) - ROOM) / 4;
    before.fill(0, at, at + (values.length * BYTES[kind]) / 4);
    after.fill(0, at, at + (values.length * BYTES[kind]) / 4);
  }
  expect(after.every((word, i) => word === before[i])).toBe(true);
}

function mapRegions<T>({ regions }: Case, map: (region: Region) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(regions).map(([name, region]) => [name, map(region)]));
}

/** Sums of numbers up to this large are compared. */
function scaleOf(values: Plain): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
}

function expectClose(found: number, expected: number, scale: number, where: string): void {
  const error = Math.abs(found - expected);
  if (!(error <= 1e-4 * Math.max(Math.abs(expected), scale * 0.05))) {
    throw new Error(`${where} is ${found}, expected ${expected}`);
  }
}
