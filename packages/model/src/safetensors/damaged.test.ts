import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { dense } from '../layers/dense.ts';
import { relu } from '../layers/relu.ts';
import { squaredError } from '../losses/squared-error.ts';
import { adam } from '../optimizers/adam.ts';
import { Batch } from '../samples/batch.ts';
import { sequential } from '../sequential.ts';
import { loadOptimizerSafetensors } from './load-optimizer-safetensors.ts';
import { loadSafetensors } from './load-safetensors.ts';
import { modelFromSafetensors } from './model-from-safetensors.ts';
import { optimizerToSafetensors } from './optimizer-to-safetensors.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { toSafetensors } from './to-safetensors.ts';

describe('a damaged file', () => {
  const build = () => sequential({ inputs: 3, seed: 1 }, dense(2), relu());
  const model = build();
  const optimizer = adam();
  model
    .forward(Batch.of([{ x: [1, 2, 3], y: [1, 2] }]))
    .loss(squaredError)
    .gradient()
    .update(optimizer);
  const weights = toSafetensors(model);
  const state = optimizerToSafetensors(model, optimizer);
  const victim = build();
  const other = adam();

  /** Loads it every way there is; what was refused must have changed nothing. */
  function attempt(load: () => void): boolean {
    const [before, version] = [victim.data.slice(), victim.version];
    try {
      load();
    } catch (error) {
      expect(error).toBeInstanceOf(SafetensorsError);
      expect(victim.data).toEqual(before);
      expect(victim.version).toBe(version);
      return false;
    }
    expect(victim.data.every(Number.isFinite)).toBe(true);
    return true;
  }

  const loadAll = (bytes: Uint8Array): boolean =>
    [
      () => loadSafetensors(victim, bytes),
      () => void modelFromSafetensors(bytes),
      () => loadOptimizerSafetensors(victim, other, bytes),
    ].some((load) => attempt(load));

  test('is refused when cut at any byte', () => {
    for (const bytes of [weights, state]) {
      for (let length = 0; length < bytes.length; length += 1) {
        expect(loadAll(bytes.slice(0, length))).toBe(false);
      }
    }
  });

  test('throws nothing but the named error when any header byte is another one', () => {
    for (const bytes of [weights, state]) {
      const end = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
      for (let at = 0; at < end; at += 1) {
        for (const value of [0x22, 0x2c, 0x7d, 0x39, 0xff]) {
          const broken = bytes.slice();
          broken[at] = value;
          loadAll(broken);
        }
      }
    }
  });

  test('throws nothing but the named error whatever was done to it', () => {
    const change = fc.tuple(fc.nat(2000), fc.nat(40), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (first, changes) => {
          let bytes = first ? weights : state;
          for (const [at, removed, added] of changes) {
            const start = at % (bytes.length + 1);
            bytes = Uint8Array.of(
              ...bytes.slice(0, start),
              ...added,
              ...bytes.slice(start + removed),
            );
          }
          loadAll(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('throws nothing but the named error whatever its header says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.uint8Array({ maxLength: 64 }), (header, body) => {
        const text = new TextEncoder().encode(JSON.stringify(header));
        const length = Uint8Array.of(text.length & 255, text.length >> 8, 0, 0, 0, 0, 0, 0);
        expect(loadAll(Uint8Array.of(...length, ...text, ...body))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
