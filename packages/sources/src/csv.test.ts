import fc from 'fast-check';
import { expect, test } from 'vitest';

import { all } from '../fixtures/all.ts';
import type { BrokenRowError } from './broken-row-error.ts';
import { csv, type CsvOptions } from './csv.ts';
import { UnknownColumnError } from './unknown-column-error.ts';

const file = new URL('../fixtures/rows.csv', import.meta.url);

async function* pieces<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function read(text: string, options: CsvOptions = {}) {
  const errors: BrokenRowError[] = [];
  const rows = await all(csv(pieces([text]), { onReject: (e) => errors.push(e), ...options }));
  return { rows, errors };
}

test('fields are text unless a type says otherwise', async () => {
  const text = 'a,b,c,d\n01,1e3,TRUE,2001-01-01\n';
  const { rows } = await read(text, { types: { b: 'number', c: 'boolean', d: 'date' } });
  expect(rows).toEqual([{ a: '01', b: 1000, c: true, d: new Date('2001-01-01') }]);
});

test('rows come out whole wherever the bytes are cut', async () => {
  const field = fc
    .string({ unit: 'grapheme', maxLength: 5 })
    .map((text) => text.replaceAll('\r', ''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(field, field), { maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, size) => {
        const quoted = rows.map((row) =>
          row.map((text) => `"${text.replaceAll('"', '""')}"`).join(),
        );
        const bytes = new TextEncoder().encode(['x,y', ...quoted].join('\n'));
        const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        expect(await all(csv(pieces(cut)))).toEqual(rows.map(([x, y]) => ({ x, y })));
      },
    ),
    { numRuns: 50 },
  );
});

test('broken lines are reported with their number, and skipped', async () => {
  const text = 'a,b\n1,2\n3\n4,5,6\n7,x"y\n8,nine\n10,11\n';
  const { rows, errors } = await read(text, { types: { b: 'number' } });
  expect(rows).toEqual([
    { a: '1', b: 2 },
    { a: '10', b: 11 },
  ]);
  expect(errors.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
  expect(errors[3]?.message).toBe('the stream, line 6: column "b" must be a number, it is "nine"');
});

test('live: a row is there as soon as its line is, and lines are counted right', async () => {
  const errors: BrokenRowError[] = [];
  const lines = ['a,b\n', '1,2\n', '3\n', '4,"5\n', '6",7\n', '"8","9', '"\n', '10,11\n', 'x\n'];
  const source = csv(pieces(lines), { onReject: (error) => errors.push(error) });
  const chunks = await all(source.chunks());
  expect(chunks.slice(0, 2)).toEqual([
    [{ a: '1', b: '2' }],
    [
      { a: '8', b: '9' },
      { a: '10', b: '11' },
    ],
  ]);
  expect(errors.map(({ line }) => line)).toEqual([3, 5, 8]);
});

test('a quote that never ends costs the rows behind it, and is reported', async () => {
  const { rows, errors } = await read('a,b\n1,2\n3,"4\n5,6\n');
  expect(rows).toEqual([{ a: '1', b: '2' }]);
  expect(errors).toHaveLength(1);
});

test('chosen columns, another delimiter, no header line', async () => {
  const text = '1;2;3\n4;5;6\n';
  const { rows } = await read(text, {
    header: ['a', 'b', 'c'],
    columns: ['c', 'a'],
    delimiter: ';',
    types: { c: 'number' },
  });
  expect(rows).toEqual([
    { a: '1', c: 3 },
    { a: '4', c: 6 },
  ]);
});

test('a byte order mark is not part of the first name', async () => {
  expect((await read('\uFEFFa\n1\n')).rows).toEqual([{ a: '1' }]);
});

test('a column that is not there is named, with those that are', async () => {
  await expect(all(csv(file, { columns: ['nmae'] }))).rejects.toThrow(UnknownColumnError);
  await expect(all(csv(file, { types: { ID: 'number' } }))).rejects.toThrow(/"ID".*id, name/);
});

test('what onReject throws ends the iteration', async () => {
  const onReject = (error: BrokenRowError): never => {
    throw error;
  };
  await expect(all(csv(pieces(['a\n1,2\n']), { onReject }))).rejects.toThrow(/line 2/);
});
