import { decodeFromServer, type Metrics } from '@rxgrad/wire';
import { expect, test } from 'vitest';
import { framesOf } from './rows.ts';

test('rows of many columns are shared out to messages of bearable size', () => {
  const names = Array.from({ length: 256 }, (_, column) => `m${column}`);
  const rows = Array.from({ length: 700 }, (_, step) => ({ step, count: 1, values: [step] }));
  const bytes = framesOf(3, names, rows, true).map((told) => told.bytes);
  expect(Math.max(...bytes.map(({ byteLength }) => byteLength))).toBeLessThan(1 << 18);
  const frames = bytes.map((each) => decodeFromServer(each) as Metrics);
  expect(frames.flatMap(({ columns }) => [...(columns[0] ?? [])])).toEqual(
    rows.map(({ step }) => step),
  );
  expect(frames.map(({ first }) => first)).toEqual(frames.map((_, i) => 96 * i));
});
