import fc from 'fast-check';
import { expect, test } from 'vitest';

import { all } from '../fixtures/all.ts';
import { AlreadyReadError } from './already-read-error.ts';
import type { BrokenRowError } from './broken-row-error.ts';
import { ndjson } from './ndjson.ts';

async function* pieces<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

test('rows come out whole wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { maxKeys: 3 })),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom('\n', '\r\n', '\n\n'),
      async (rows, size, newline) => {
        const texts = rows.map((row) => JSON.stringify(row));
        const bytes = new TextEncoder().encode(texts.join(newline));
        const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const read = await all(ndjson(pieces(cut)));
        expect(read).toEqual(texts.map((text): unknown => JSON.parse(text)));
      },
    ),
    { numRuns: 50 },
  );
});

test('a broken line is reported with its number, and skipped', async () => {
  const errors: BrokenRowError[] = [];
  const text = '{"a":1}\n{"a":\n\n[1]\nnull\n{"a":2}\n{"a"';
  const rows = await all(ndjson(pieces([text]), { onReject: (error) => errors.push(error) }));
  expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
  expect(errors.map(({ line }) => line)).toEqual([2, 4, 5, 7]);
  expect(errors[0]?.message).toMatch(/the stream, line 2: not JSON/);
  expect(errors[1]?.message).toMatch(/an array/);
  expect(await all(ndjson(pieces([text])))).toEqual(rows);
});

test('a line too long is skipped without being held', async () => {
  const errors: BrokenRowError[] = [];
  const long = `{"a":"${'x'.repeat(50)}"}\n`;
  const source = ndjson(pieces(['{"a":1}\n', ...long.split(''), long, '{"a":2}\n']), {
    maxLineLength: 20,
    onReject: (error) => errors.push(error),
  });
  expect(await all(source)).toEqual([{ a: 1 }, { a: 2 }]);
  expect(errors.map(({ line }) => line)).toEqual([2, 3]);
});

test('what onReject throws ends the iteration', async () => {
  const onReject = (error: BrokenRowError): never => {
    throw error;
  };
  await expect(all(ndjson(pieces(['x\n']), { onReject }))).rejects.toThrow(/line 1/);
});

test('a stream is read once', async () => {
  const source = ndjson(pieces(['{"a":1}']));
  expect(await all(source)).toEqual([{ a: 1 }]);
  await expect(all(source)).rejects.toThrow(AlreadyReadError);
});

test('an error of the stream passes through', async () => {
  const failing = (async function* () {
    yield '{"a":1}\n';
    throw new Error('the line went dead');
  })();
  await expect(all(ndjson(failing))).rejects.toThrow('the line went dead');
});
