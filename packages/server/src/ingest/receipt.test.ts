import type { Status } from '@rxgrad/wire';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Receipt, type Told } from './receipt.ts';

const statuses: readonly Status[] = ['applied', 'rejected', 'duplicate'];

test('whatever order fates come in, they are told in order, all of them, in few words', () => {
  const fates = fc.array(fc.tuple(fc.constantFrom(...statuses), fc.integer()), { minLength: 1 });
  fc.assert(
    fc.property(fates, fc.nat(1_000), (drawn, first) => {
      const receipt = new Receipt(first, drawn.length);
      const order = drawn.map(([status, rank], index) => ({ status, rank, index }));
      order.sort((a, b) => a.rank - b.rank);
      const told: Told[] = [];
      for (const { status, index } of order) {
        receipt.settle(index, index + 1, { status, version: 1 });
        receipt.settle(index, index + 1, { status: 'stale', version: 2 });
        told.push(...receipt.tell());
      }
      expect(receipt.complete).toBe(true);
      let at = first;
      const heard = told.flatMap(({ status, upTo }) => {
        const count = upTo - at;
        at = upTo;
        return new Array<Status>(count).fill(status);
      });
      expect(heard).toEqual(drawn.map(([status]) => status));
    }),
  );
});

test('what is settled whole is told whole; what is settled twice keeps its first fate', () => {
  const receipt = new Receipt(10, 4);
  receipt.settle(0, 4, { status: 'applied', version: 7 });
  receipt.settle(1, 2, { status: 'rejected', version: 8 });
  expect(receipt.tell()).toEqual([{ status: 'applied', version: 7, upTo: 14 }]);
  expect(receipt.tell()).toEqual([]);
});

test('a whole that comes after some of its parts is theirs that are left', () => {
  const receipt = new Receipt(0, 3);
  receipt.settle(1, 2, { status: 'rejected', version: 1, reason: 'NaN' });
  receipt.settle(0, 3, { status: 'applied', version: 2 });
  expect(receipt.tell().map(({ status, upTo }) => [status, upTo])).toEqual([
    ['applied', 1],
    ['rejected', 2],
    ['applied', 3],
  ]);
  expect(receipt.complete).toBe(true);
});
