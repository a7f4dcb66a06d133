import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { OptionError } from '../option-error.ts';
import { Random } from '../random.ts';
import { RejectedSampleError } from '../rejected-sample-error.ts';
import { StateError } from '../state-error.ts';
import type { DriftDetector } from './drift-detector.ts';
import * as drift from './index.ts';
import { ksTest } from './ks-test.ts';

type Streams = Record<string, number[]>;
interface Golden {
  streams: Streams;
  errors: Streams;
  adwin: Streams;
  ddm: Streams;
  pageHinkley: Streams;
  pageHinkleyBoth: Streams;
  ks: { a: number[]; b: number[]; statistic: number; pValue: number }[];
}

const file = new URL('../../../../test/golden/online/drift.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

/** One of each: a new detector adds its row and is held to all of the below. */
const examples: { [K in keyof typeof drift]: { create: () => DriftDetector; binary?: true } } = {
  adwin: { create: drift.adwin },
  ddm: { create: drift.ddm, binary: true },
  kswin: { create: () => drift.kswin({ seed: 1, alpha: 0.0001 }) },
  pageHinkley: { create: () => drift.pageHinkley({ direction: 'both' }) },
};

/** At which numbers of a stream a detector tells a change. */
function changes(detector: DriftDetector, stream: readonly number[]): number[] {
  return stream.flatMap((x, i) => {
    detector.update(x);
    return detector.drift ? [i] : [];
  });
}

test('every detector has its example', () => {
  expect(Object.keys(examples).sort()).toEqual(Object.keys(drift).sort());
});

for (const [name, { create, binary = false }] of Object.entries(examples)) {
  describe(`drift: ${name}`, () => {
    const streams = binary ? golden.errors : golden.streams;

    test('finds a step soon, and did not see it before', () => {
      const [first = Infinity] = changes(create(), streams['step'] ?? []);
      expect(first).toBeGreaterThanOrEqual(1000);
      expect(first).toBeLessThan(1080);
    });

    test('a restored snapshot continues with the same bits', () => {
      const stream = streams['two steps'] ?? [];
      fc.assert(
        fc.property(fc.nat(1500), fc.nat(300), (at, otherwise) => {
          const detector = create();
          changes(detector, stream.slice(0, at));
          const state = detector.snapshot();
          const copy = create();
          changes(copy, stream.slice(0, otherwise));
          copy.restore(structuredClone(state));
          expect(copy.snapshot()).toEqual(state);
          const rest = stream.slice(at, at + 300);
          expect(changes(copy, rest)).toEqual(changes(detector, rest));
          expect(copy.snapshot()).toEqual(detector.snapshot());
        }),
        { numRuns: 20 },
      );
    });

    test('garbage is not restored and changes nothing', () => {
      const detector = create();
      changes(detector, (streams['step'] ?? []).slice(0, 150));
      const before = detector.snapshot() as Record<string, unknown>;
      const broken = Object.keys(before).flatMap((key) => [
        { ...before, [key]: undefined },
        { ...before, [key]: 'x' },
      ]);
      for (const garbage of [null, 1, [], {}, { type: 'other' }, ...broken]) {
        expect(() => detector.restore(garbage as never)).toThrow(StateError);
        expect(detector.snapshot()).toEqual(before);
      }
    });

    test('what is no number is rejected and changes nothing', () => {
      const detector = create();
      detector.update(1);
      const before = detector.snapshot();
      for (const x of [Number.NaN, Infinity, -Infinity]) {
        expect(() => detector.update(x)).toThrow(RejectedSampleError);
        expect(detector.snapshot()).toEqual(before);
      }
    });
  });
}

describe('drift: against River', () => {
  test('ddm tells the same changes', () => {
    for (const [name, stream] of Object.entries(golden.errors)) {
      expect(changes(drift.ddm(), stream)).toEqual(golden.ddm[name]);
    }
  });

  test('adwin tells the first change at the same number', () => {
    for (const [name, stream] of Object.entries(golden.streams)) {
      expect(changes(drift.adwin(), stream)[0]).toBe(golden.adwin[name]?.[0]);
    }
  });

  test('pageHinkley tells the first change within ten numbers', () => {
    for (const [name, stream] of Object.entries(golden.streams)) {
      for (const [direction, expected] of [
        ['up', golden.pageHinkley],
        ['both', golden.pageHinkleyBoth],
      ] as const) {
        const [first = 0] = changes(drift.pageHinkley({ direction }), stream);
        expect(Math.abs(first - (expected[name]?.[0] ?? 0))).toBeLessThan(10);
      }
    }
  });

  test('the Kolmogorov–Smirnov test is SciPy’s', () => {
    for (const { a, b, statistic, pValue } of golden.ks) {
      const result = ksTest(a, b);
      expect(result.statistic).toBeCloseTo(statistic, 12);
      expect(Math.abs(result.pValue - pValue)).toBeLessThan(1e-12);
    }
  });
});

test('drift: adwin knows the mean of what holds now', () => {
  const adwin = drift.adwin();
  const random = new Random(1);
  for (let i = 0; i < 2000; i += 1) adwin.update(random.normal() + (i < 1000 ? 0 : 5));
  expect(adwin.width).toBeLessThan(1100);
  expect(Math.abs(adwin.mean - 5)).toBeLessThan(0.2);
});

test('drift: wrong options are named', () => {
  expect(() => drift.adwin({ delta: 0 })).toThrow(OptionError);
  expect(() => drift.ddm({ minSamples: 0 })).toThrow(/minSamples/);
  expect(() => drift.pageHinkley({ threshold: -1 })).toThrow(/threshold/);
  expect(() => drift.kswin({ seed: 1, window: 50 })).toThrow(/window/);
});
