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
    it(`computes ${name}`, () => {
      fc.assert(
        fc.property(fc.integer(), fc.nat(3), (seed, skew) => {
          check(name as OperationName, twin, seed, skew);
        }),
        // A smaller seed is no smaller case.
        { numRuns: 200, endOnFailure: true },
      );
    });
  }

  it('has a twin for each kernel in the registry', () => {
    expect(Object.keys(twins).sort()).toEqual(Object.keys(operations).sort());
  });

  it('lets only one do without: it computes nothing by itself', () => {
    const without = Object.entries(twins).filter(([, twin]) => twin === 'program');
    expect(without.map(([name]) => name)).toEqual(['host']);
  });
});

function check(name: OperationName, twin: Twin, seed: number, skew: number): void {
  const drawn = twin.arrange(drawFrom(seed));
  const places = place(drawn, skew);
  const expected = mapRegions(drawn, ({ values }) => values.slice());
  twin.compute({ ...drawn.numbers }, expected);
  machine.rows = drawn.numbers['rows'] ?? 1;
  const slack = twin.sums ? 1e-6 * largestOf(drawn) ** 2 : 0;
  const before = machine.u32.slice(ROOM / 4, places.end / 4);
  machine.execute(
    placed(name, { ...drawn.numbers, ...places.addresses } as unknown as AnyOperands),
  );
  for (const [region, { kind, values, words = 0 }] of Object.entries(drawn.regions)) {
    const at = (places.addresses[region] ?? 0) / BYTES[kind];
    const found = machine[kind].slice(at, at + values.length);
    const wanted = expected[region] ?? new Float64Array();
    const scale = scaleOf(wanted);
    for (const [i, value] of wanted.entries()) {
      if (i < words) expect(found[i], `${region}[${i}]`).toBe(value);
      expectClose(found[i] ?? 0, value, scale, slack, `${region}[${i}]`);
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

/** Numbers from a seed: fast-check finds seeds, which is much faster than to have it draw each number. */
function drawFrom(seed: number): Draw {
  let state = seed | 0;
  // Mulberry32 (Ettinger 2017).
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const list = (length: number, next: () => number): Plain => Float64Array.from({ length }, next);
  const whole = (end: number): number => Math.floor(uniform() * end);
  // Of mixed magnitudes, some 0.
  const float = (): number => {
    const [kind, value] = [whole(8), 2 * uniform() - 1];
    return kind === 0 ? 0 : Math.fround(value * (kind < 4 ? 30 : 2));
  };
  return {
    size: (most) => 1 + whole(most),
    floats: (length) => ({ kind: 'f32', values: list(length, float) }),
    zeros: (length, kind = 'f32') => ({ kind, values: new Float64Array(length) }),
    scalar: (low, high) => ({ kind: 'f64', values: list(1, () => low + uniform() * (high - low)) }),
    indices: (length, end) => ({ kind: 'u32', values: list(length, () => whole(end)) }),
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
    const at = ((addresses[name] ?? ROOM) - ROOM) / 4;
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
  return values
    .filter(Number.isFinite)
    .reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
}

/** The largest number that a case begins with: its square bounds every product of two. */
function largestOf({ regions }: Case): number {
  const numbers = Object.values(regions).filter(({ kind }) => kind === 'f32');
  return Math.max(1, ...numbers.map(({ values }) => scaleOf(values)));
}

function expectClose(
  found: number,
  expected: number,
  scale: number,
  slack: number,
  where: string,
): void {
  if (Object.is(found, expected)) return;
  const error = Math.abs(found - expected);
  if (!(error <= 1e-4 * Math.max(Math.abs(expected), scale * 0.05) + slack)) {
    throw new Error(`${where} is ${found}, expected ${expected}`);
  }
}
