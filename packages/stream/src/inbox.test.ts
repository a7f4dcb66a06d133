import {
  Block,
  type Sample,
  dense,
  learner,
  sequential,
  sgd,
  sparseLinear,
  squaredError,
} from '@rxgrad/model';
import * as fc from 'fast-check';
import { type Observable, lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { contributions } from './contributions/contributions.ts';
import type { Fate } from './fate.ts';
import { type Inbox, inbox } from './inbox.ts';
import { learn } from './operators/learn.ts';
import { stream } from './stream.ts';
import { train } from './train.ts';
import type { Update } from './update.ts';
import { withoutRejected } from './without.ts';
import { RejectedSampleError } from '@rxgrad/online';

const INPUTS = 3;

/** Samples that come together; one that is alone may come as a sample. */
interface Offer {
  readonly alone: boolean;
  readonly sparse: boolean;
  readonly rows: readonly (readonly number[])[];
}

const value = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: -8, max: 8 }).map((n) => n / 8) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
);
const row = fc.array(value, { minLength: INPUTS + 1, maxLength: INPUTS + 1 });
const offers = fc.array(
  fc.record({
    alone: fc.boolean(),
    sparse: fc.boolean(),
    rows: fc.oneof(
      fc.array(row, { minLength: 1, maxLength: 3 }),
      fc.array(row, { minLength: 60, maxLength: 80 }),
    ),
  }),
  { minLength: 1, maxLength: 40 },
);

const xOf = (row: readonly number[]): number[] => row.slice(0, INPUTS);
const yOf = (row: readonly number[]): number => row[INPUTS] as number;
const everyIndex = Uint32Array.from({ length: INPUTS }, (_, i) => i);
const sparseOf = (row: readonly number[]) => ({
  indices: everyIndex,
  values: Float32Array.from(xOf(row)),
});

function blockOf({ sparse, rows }: Offer): Block {
  const x = Float32Array.from(rows.flatMap(xOf));
  const starts = Uint32Array.from({ length: rows.length + 1 }, (_, i) => i * INPUTS);
  const indices = Uint32Array.from(x, (_, i) => i % INPUTS);
  const y = Float32Array.from(rows, yOf);
  return new Block(sparse ? { starts, indices, values: x } : x, y, rows.length);
}

/** Offers all of it; answers the fates of all samples, in order, once they are known. */
function offerAll(fed: Inbox, all: readonly Offer[]): Fate[][] {
  const fates: Fate[][] = [];
  for (const offer of all) {
    const first = fates.length;
    for (const _ of offer.rows) fates.push([]);
    if (offer.alone) {
      offer.rows.forEach((row, i) => {
        const x = offer.sparse ? sparseOf(row) : xOf(row);
        fed.offer({ x, y: yOf(row) }, (fate) => fates[first + i]?.push(fate));
      });
    } else {
      fed.offerBlock(blockOf(offer), (from, to, fate) => {
        for (let i = from; i < to; i += 1) fates[first + i]?.push(fate);
      });
    }
  }
  return fates;
}

const options = () => ({ loss: squaredError, optimizer: sgd({ learningRate: 0.05 }) });
const models = {
  dense: () => sequential({ inputs: INPUTS, seed: 1 }, dense(1)),
  sparse: () => sequential({ inputs: INPUTS, seed: 1 }, sparseLinear(1)),
};

describe.each(Object.entries(models))('samples from an inbox, %s', (_, modelOf) => {
  it.each(['samples', 'blocks'] as const)(
    'are learned as %s exactly once, in order',
    async (as) => {
      await fc.assert(
        fc.asyncProperty(offers, async (all) => {
          const fed = inbox();
          const model = modelOf();
          const learning = learn(model, options());
          const update$: Observable<Update> =
            as === 'samples' ? stream(fed).pipe(learning) : stream(fed.blocks()).pipe(learning);
          const run = train({
            name: 'fed',
            model,
            update$,
            inbox: fed,
          });
          const fates = offerAll(fed, all);
          fed.close();
          await run.done;

          const local = modelOf();
          const one = learner(local, options());
          const rows = all.flatMap(({ rows }) => rows);
          rows.forEach((row, i) => {
            const bad = row.some((value) => !Number.isFinite(value));
            if (!bad) one.learnOne({ x: xOf(row), y: yOf(row) });
            expect(fates[i]).toMatchObject([{ status: bad ? 'rejected' : 'applied' }]);
          });
          expect(Array.from(model.data)).toEqual(Array.from(local.data));
          expect(run.progress()).toMatchObject({
            samples: local.version,
            rejected: rows.length - local.version,
          });
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('an inbox', () => {
  const two = () => new Block(Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6), 2);
  const ignore = () => {};

  it('counts samples, whether they come alone or side by side', () => {
    const fed = inbox({ capacity: 3 });
    expect(fed.offerBlock(two(), ignore)).toBe(true);
    expect(fed.free).toBe(1);
    expect(fed.offerBlock(two(), ignore)).toBe(false);
    expect(fed.offer({ x: [1, 2], y: 3 }, ignore)).toBe(true);
    expect(fed.offer({ x: [1, 2], y: 3 }, ignore)).toBe(false);
  });

  it('has room again when a stream has taken what waits', async () => {
    const fed = inbox({ capacity: 2 });
    fed.offerBlock(two(), ignore);
    await lastValueFrom(stream(fed.blocks()).pipe(take(1)));
    expect(fed.free).toBe(2);
  });

  it('cuts blocks into samples that are views of them', async () => {
    const fed = inbox();
    const block = new Block(Float32Array.of(1, 2), Float32Array.of(3, 4, 5, 6), 2);
    fed.offerBlock(block, ignore);
    fed.close();
    const samples = await lastValueFrom(stream(fed).pipe(toArray()));
    expect(samples.map(({ x, y }) => [x, y])).toEqual([
      [Float32Array.of(1), Float32Array.of(3, 4)],
      [Float32Array.of(2), Float32Array.of(5, 6)],
    ]);
    expect(samples[1]?.x).toHaveProperty('buffer', (block.x as Float32Array).buffer);
  });

  it('puts small blocks together, and hands large ones on as they are', async () => {
    const fed = inbox();
    const large = new Block(new Float32Array(200), new Float32Array(100), 100);
    for (const block of [two(), two(), large, two()]) fed.offerBlock(block, ignore);
    fed.offer({ x: [7, 8], y: 9 }, ignore);
    fed.offer({ x: [7], y: 9 }, ignore);
    fed.close();
    const blocks = await lastValueFrom(stream(fed.blocks()).pipe(toArray()));
    expect(blocks.map(({ size }) => size)).toEqual([4, 100, 3, 1]);
    expect(blocks[0]?.x).toEqual(Float32Array.of(1, 2, 3, 4, 1, 2, 3, 4));
    expect(blocks[1]?.x).toBe(large.x);
    expect(blocks[2]?.y).toEqual(Float32Array.of(5, 6, 9));
  });

  it('rejects a sample that fits no block, and only that one', async () => {
    const fed = inbox();
    const fates: unknown[] = [];
    const values = Float32Array.of(1);
    for (const indices of [Uint32Array.of(1), Uint32Array.of(1, 2), Uint32Array.of(2)]) {
      fed.offer({ x: { indices, values }, y: 1 }, ({ status }) => fates.push(status));
    }
    fed.close();
    const blocks = await lastValueFrom(stream(fed.blocks()).pipe(toArray()));
    expect(blocks.map(({ size }) => size)).toEqual([1, 1]);
    expect(fates).toEqual(['rejected']);
  });

  it('tells rows that were not learned that they never will be, once', async () => {
    const fed = inbox();
    const fates: unknown[] = [];
    const tell = (from: number, to: number, { status }: Fate): unknown =>
      fates.push([from, to, status]);
    fed.offerBlock(new Block(new Float32Array(3), new Float32Array(3), 3), tell);
    const block = await lastValueFrom(stream(fed.blocks()).pipe(take(1)));
    fed.offerBlock(two(), tell);
    block.receipt?.row(1).settle({ status: 'applied', version: 1 });
    fed.abandon('the run has stopped');
    block.receipt?.settle({ status: 'applied', version: 1 });
    block.receipt?.row(0).settle({ status: 'applied', version: 1 });
    expect(fates).toEqual([
      [1, 2, 'applied'],
      [0, 1, 'rejected'],
      [2, 3, 'rejected'],
      [0, 2, 'rejected'],
    ]);
  });
});

it('a block from which any rows are taken out tells each row its own fate', async () => {
  const draws = fc.tuple(
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }),
    fc.infiniteStream(fc.nat()),
  );
  await fc.assert(
    fc.asyncProperty(draws, fc.nat(10), async ([sizes, chance], removals) => {
      const fed = inbox();
      const told: string[] = [];
      let first = 0;
      for (const size of sizes) {
        const start = first;
        const x = Float32Array.from({ length: size }, (_, i) => start + i);
        fed.offerBlock(new Block(x, x.slice(), size), (from, to, fate) => {
          for (let i = from; i < to; i += 1) {
            told[start + i] = fate.status === 'applied' ? 'applied' : fate.reason;
          }
        });
        first += size;
      }
      fed.close();
      const blocks = await lastValueFrom(stream(fed.blocks()).pipe(toArray()));
      const bad = new Set<number>();
      for (const whole of blocks) {
        let block: Block | undefined = whole;
        for (let i = 0; i < removals && block !== undefined; i += 1) {
          const index: number = (chance.next().value as number) % block.size;
          const error = new RejectedSampleError('category', 'bad', { index });
          const { rejected, rest }: { rejected: unknown; rest: Block | undefined } =
            withoutRejected(block, error);
          const { x, receipt } = rejected as Sample;
          const row = (x as Float32Array)[0] as number;
          bad.add(row);
          receipt?.settle({ status: 'rejected', reason: String(row) });
          block = rest;
        }
        block?.receipt?.settle({ status: 'applied', version: 1 });
      }
      const expected = Array.from({ length: first }, (_, i) =>
        bad.has(i) ? String(i) : 'applied',
      );
      expect(told).toEqual(expected);
    }),
  );
});

it('a run is over also when somebody fails to hear that samples were not learned', async () => {
  const fed = inbox();
  const model = sequential({ inputs: 1 }, dense(1));
  const contributed = contributions(model);
  const update$ = stream(fed).pipe(learn(model, { loss: squaredError, optimizer: sgd() }));
  const run = train({ name: 'over', model, update$, inbox: fed, contributions: contributed });
  fed.offer({ x: [1], y: 1 }, () => {
    throw new Error('deaf');
  });
  expect(() => run.stop()).toThrow('deaf');
  expect(await run.done).toEqual({ state: 'stopped' });
  expect(contributed.closed).toBe(true);
});
