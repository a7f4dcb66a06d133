import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

/** The lines of some pieces; `-` for one that is too long. */
function linesOf(pieces: readonly (string | Buffer)[], longest = 8): readonly string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(longest);
  const tell = (line: string | undefined): unknown => lines.push(line ?? '-');
  for (const piece of pieces) splitter.push(Buffer.from(piece), tell);
  splitter.end(tell);
  return lines;
}

test.each([
  [['a\nb\n'], ['a', 'b']],
  [['a\nb'], ['a', 'b']],
  [
    ['a', '', 'b\n', '\nc'],
    ['ab', '', 'c'],
  ],
  [[], []],
  [['12345678\n'], ['12345678']],
  [['123456789\na\n'], ['-', 'a']],
  [
    ['1234567', '89', 'b\na\n'],
    ['-', 'a'],
  ],
  [['123456789', 'b'], ['-']],
])('%j gives %j', (pieces, lines) => {
  expect(linesOf(pieces)).toEqual(lines);
});

test('a character may be cut anywhere', () => {
  const bytes = Buffer.from('ü→😀\né\n');
  expect(linesOf(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(['ü→😀', 'é']);
});
