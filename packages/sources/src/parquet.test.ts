import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } from 'hyparquet';
import { expect, test } from 'vitest';

import { all } from '../fixtures/all.ts';
import { BrokenFileError } from './broken-file-error.ts';
import { parquet } from './parquet.ts';
import { readDictionaryColumn } from './parquet-dictionary.ts';
import { UnknownColumnError } from './unknown-column-error.ts';

const fixture = (name: string): URL => new URL(`../fixtures/${name}`, import.meta.url);

test('values are what they stand for', async () => {
  const [chunk] = await all(parquet(fixture('values.parquet')).chunks());
  expect(chunk?.map((row) => row['integer'])).toEqual([1, 2n ** 53n, -3]);
  expect(chunk?.map((row) => row['missing'])).toEqual([1.5, null, 2.5]);
  expect(chunk?.map((row) => row['text'])).toEqual(['ü', null, '']);
  expect(chunk?.map((row) => row['time'])).toEqual([0, 1e12, 2e12].map((time) => new Date(time)));
  expect(chunk?.map((row) => row['yes'])).toEqual([true, false, true]);
  expect(chunk?.map((row) => row['list'])).toEqual([[1, 2], [], [3]]);
});

test.each(['repeated-v1.parquet', 'repeated-v2.parquet'])(
  '%s: values out of dictionaries',
  async (name) => {
    const file = fixture(name);
    const rows = await all(parquet(file, { chunkRows: 7 }));
    const cycle = (values: readonly unknown[]): unknown[] =>
      Array.from({ length: 300 }, (_, i) => values[i % values.length]);
    const expected: Record<string, unknown[]> = {
      whole: cycle([3, 5, 2n ** 60n, 5]),
      number: cycle([0.5, 1.5, 2.5]),
      gap: cycle([1, null, 2, null, null]),
      text: cycle(['a', 'b', null, '']),
      time: cycle([new Date(0), new Date(1e12)]),
      one: cycle([7]),
    };
    for (const [column, values] of Object.entries(expected)) {
      expect(rows.map((row) => row[column])).toEqual(values);
    }
    expect(await dictionaryColumns(file)).toEqual(Object.keys(expected));
  },
);

/** Which columns don't need hyparquet's general way. */
async function dictionaryColumns(file: URL): Promise<string[]> {
  const buffer = await asyncBufferFromFile(fileURLToPath(file));
  const metadata = await parquetMetadataAsync(buffer);
  const elements = parquetSchema(metadata).children.map(({ element }) => element);
  const [group] = metadata.row_groups;
  const found = await Promise.all(
    elements.map(async (element, i) => {
      const column = group?.columns[i]?.meta_data;
      return (
        column && (await readDictionaryColumn(buffer, column, element, Number(group.num_rows)))
      );
    }),
  );
  return elements.filter((_, i) => found[i] !== undefined).map(({ name }) => name);
}

test('columns hold the same rows', async () => {
  const source = parquet<{ id: number; name: string }>(fixture('rows.parquet'), { chunkRows: 3 });
  const chunks = await all(source.columns());
  expect(chunks.map(({ length }) => length)).toEqual([3, 1, 3, 1, 2]);
  expect(chunks.flatMap(({ values }) => Array.from(values.id))).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]);
  expect(chunks[4]?.values.name).toEqual(['row 9', 'row 10']);
  expect(chunks[0]?.values.id).toBeInstanceOf(Float64Array);
});

test('only the columns asked for, in that order', async () => {
  const [row] = await all(parquet(fixture('values.parquet'), { columns: ['yes', 'text'] }));
  expect(Object.entries(row ?? {})).toEqual([
    ['yes', true],
    ['text', 'ü'],
  ]);
});

test('a column that is not there is named, with those that are', async () => {
  const source = parquet(fixture('rows.parquet'), { columns: ['id', 'nmae'] });
  await expect(all(source)).rejects.toThrow(UnknownColumnError);
  await expect(all(source)).rejects.toThrow(/"nmae".*id, name/);
});

test('another format, and a damaged file, are named', async () => {
  await expect(all(parquet(fixture('rows.csv')))).rejects.toThrow(BrokenFileError);
  const folder = await mkdtemp(join(tmpdir(), 'rxgrad-'));
  try {
    const bytes = readFileSync(fixture('rows.parquet'));
    const file = join(folder, 'damaged.parquet');
    writeFileSync(file, bytes.fill(255, 4, 80));
    await expect(all(parquet(file))).rejects.toThrow(BrokenFileError);
    await expect(all(parquet(file))).rejects.toThrow(/damaged\.parquet/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
