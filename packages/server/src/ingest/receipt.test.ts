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
        receipt.settle(index, { status, version: 1 });
        receipt.settle(index, { status: 'stale', version: 2 });
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
