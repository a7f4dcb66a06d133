import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { all } from '../fixtures/all.ts';
import { csv } from './csv.ts';
import { MissingFileError } from './missing-file-error.ts';
import { ndjson } from './ndjson.ts';
import { parquet } from './parquet.ts';
import type { Source } from './source.ts';

/** Every source of files joins by one line: its fixtures' extension, and how it opens one. */
const members: Record<string, (file: string) => Source<object>> = {
  csv: (file) => csv(file, { types: { id: 'number' } }),
  ndjson: (file) => ndjson(file),
  parquet: (file) => parquet(file, { chunkRows: 3 }),
};

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const expected = Array.from({ length: 10 }, (_, i) => ({ id: i + 1, name: `row ${i + 1}` }));

/** How often this process has the file open; undefined where the system doesn't tell. */
function openCount(file: string): number | undefined {
  if (!existsSync('/proc/self/fd')) return undefined;
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === file;
    } catch {
      return false; // closed meanwhile
    }
  }).length;
}

for (const [name, open] of Object.entries(members)) {
  describe(`source: ${name}`, () => {
    const file = fixture(`rows.${name}`);

    test('yields every row, in order', async () => {
      expect(await all(open(file))).toEqual(expected);
    });

    test('chunks are the same rows, none of them empty', async () => {
      const chunks = await all(open(file).chunks());
      expect(chunks.flat()).toEqual(expected);
      expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
    });

    test('starts from the beginning each time, also twice at once', async () => {
      const source = open(file);
      expect(await all(source)).toEqual(expected);
      expect(await Promise.all([all(source), all(source)])).toEqual([expected, expected]);
    });

    test('closes the file at the end', async () => {
      await all(open(file));
      expect(openCount(file) ?? 0).toBe(0);
    });

    test('closes the file when the iteration is broken off', async () => {
      for await (const row of open(file)) {
        expect(row).toEqual(expected[0]);
        expect(openCount(file) ?? 1).toBe(1);
        break;
      }
      expect(openCount(file) ?? 0).toBe(0);
      for await (const chunk of open(file).chunks()) {
        expect(chunk[0]).toEqual(expected[0]);
        break;
      }
      expect(openCount(file) ?? 0).toBe(0);
    });

    test('can be broken off before it begins, and while a row is awaited', async () => {
      const before = open(file)[Symbol.asyncIterator]();
      expect(await before.return?.()).toEqual({ done: true, value: undefined });
      const during = open(file)[Symbol.asyncIterator]();
      const pending = during.next();
      await during.return?.();
      await pending;
      expect(await during.next()).toEqual({ done: true, value: undefined });
      expect(openCount(file) ?? 0).toBe(0);
    });

    test('an empty file has no rows', async () => {
      expect(await all(open(fixture(`empty.${name}`)))).toEqual([]);
      expect(await all(open(fixture(`empty.${name}`)).chunks())).toEqual([]);
    });

    test('a missing file is named', async () => {
      const missing = fixture(`missing.${name}`);
      await expect(all(open(missing))).rejects.toThrow(MissingFileError);
      await expect(all(open(missing))).rejects.toThrow(/missing\..*ENOENT/);
      await expect(all(open(fixture('')))).rejects.toThrow(/fixtures/);
    });
  });
}
