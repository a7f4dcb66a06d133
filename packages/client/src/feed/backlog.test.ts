import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';
import type { FeedRange } from './fate.ts';
import { type FeedBlock, type FeedSample, shapeOf, shapeOfBlock } from './feed-sample.ts';
import type { Columns } from './parcel.ts';

/** Sample i, as one of three shapes. */
type Kind = 'dense' | 'wide' | 'sparse';

function xOf(i: number, kind: Kind): { values: number[]; indices: number[] } {
  const width = kind === 'sparse' ? i % 4 : kind === 'wide' ? 5 : 2;
  const indices = Array.from({ length: width }, (_, k) => i + 7 * k);
  return { indices, values: indices.map((index) => index / 2) };
}

function sampleOf(i: number, kind: Kind): FeedSample {
  const { values, indices } = xOf(i, kind);
  const x =
    kind === 'sparse'
      ? { indices: Uint32Array.from(indices), values: Float32Array.from(values) }
      : values;
  return { x, y: i };
}

function blockOf(first: number, size: number, kind: Kind): FeedBlock {
  const rows = Array.from({ length: size }, (_, i) => xOf(first + i, kind));
  const values = Float32Array.from(rows.flatMap((row) => row.values));
  const starts = new Uint32Array(size + 1);
  rows.forEach((row, i) => (starts[i + 1] = (starts[i] as number) + row.values.length));
  const indices = Uint32Array.from(rows.flatMap((row) => row.indices));
  const y = Float32Array.from({ length: size }, (_, i) => first + i);
  return { x: kind === 'sparse' ? { starts, indices, values } : values, y, size };
}

/** What a frame says of each of its samples. */
function rowsIn({ n, x, y, indices, rows }: Columns): unknown[] {
  const width = x.length / n;
  return Array.from({ length: n }, (_, row) => {
    const [start, end] =
      rows === undefined
        ? [row * width, (row + 1) * width]
        : [rows[row] as number, rows[row + 1] as number];
    return {
      y: y?.[row],
      values: [...x.subarray(start, end)],
      indices: indices && [...indices.subarray(start, end)],
    };
  });
}

const kind = fc.constantFrom<Kind>('dense', 'wide', 'sparse');
const acts = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('push' as const), kind, count: fc.integer({ min: 1, max: 30 }) }),
    fc.record({
      act: fc.constant('block' as const),
      kind,
      count: fc.integer({ min: 1, max: 300 }),
    }),
    fc.record({ act: fc.constant('decide' as const), count: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ act: fc.constant('take' as const), count: fc.integer({ min: 1, max: 90 }) }),
    fc.record({ act: fc.constant('settle' as const), count: fc.integer({ min: 1, max: 90 }) }),
    fc.record({ act: fc.constant('rewind' as const) }),
  ),
  { maxLength: 60 },
);

test('what is put in comes out in order, until it has its fate; and each has one', () => {
  fc.assert(
    fc.property(acts, (walk) => {
      const told: FeedRange[] = [];
      const backlog = new Backlog((range) => told.push(range));
      /** What is to be sent, and in which order all fates are to be told. */
      const sent: { i: number; kind: Kind }[] = [];
      const expected: string[] = [];
      const put = (count: number, as: Kind): number => {
        const first = sent.length;
        for (let i = first; i < first + count; i += 1) sent.push({ i, kind: as });
        expected.push(...new Array<string>(count).fill('applied'));
        return first;
      };
      for (const step of walk) {
        if (step.act === 'push') {
          for (let i = 0; i < step.count; i += 1) {
            const sample = sampleOf(put(1, step.kind), step.kind);
            backlog.push(sample, shapeOf(sample) as NonNullable<ReturnType<typeof shapeOf>>);
          }
        } else if (step.act === 'block') {
          const block = blockOf(put(step.count, step.kind), step.count, step.kind);
          backlog.pushBlock(block, shapeOfBlock(block) as NonNullable<ReturnType<typeof shapeOf>>);
        } else if (step.act === 'decide') {
          expected.push(...new Array<string>(step.count).fill('rejected'));
          backlog.decide({ status: 'rejected', reason: 'no' }, step.count);
        } else if (step.act === 'take') {
          take(backlog, sent, step.count);
        } else if (step.act === 'settle') {
          const count = Math.min(step.count, backlog.sent);
          if (count > 0) backlog.settle(count, { status: 'applied', version: 1 });
        } else {
          backlog.rewind();
        }
        expect(backlog.sequence + backlog.length).toBe(sent.length);
      }
      backlog.rewind();
      while (backlog.sent < backlog.length) take(backlog, sent, 256);
      if (backlog.sent > 0) backlog.settle(backlog.sent, { status: 'applied', version: 1 });
      let index = 0;
      const statuses = told.flatMap((range) => {
        expect(range.index).toBe(index);
        index += range.count;
        return new Array<string>(range.count).fill(range.status);
      });
      expect(statuses).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

/** Takes a frame, which must hold what comes next, and no more than it may. */
function take(backlog: Backlog, sent: readonly { i: number; kind: Kind }[], most: number): void {
  const first = backlog.sequence + backlog.sent;
  const waiting = backlog.length - backlog.sent;
  const columns = backlog.take(most, 2_048);
  if (waiting === 0) return expect(columns).toBeUndefined();
  if (columns === undefined) throw new Error('nothing was taken, but something waits');
  const bytes = [columns.x, columns.y, columns.indices, columns.rows].reduce(
    (sum, column) => sum + (column?.byteLength ?? 0),
    0,
  );
  expect(bytes).toBeLessThanOrEqual(2_048);
  expect(columns.n).toBeLessThanOrEqual(most);
  const rows = sent.slice(first, first + columns.n).map(({ i, kind }) => {
    const { values, indices } = xOf(i, kind);
    return { y: i, values, indices: kind === 'sparse' ? indices : undefined };
  });
  expect(rowsIn(columns)).toEqual(rows);
}
