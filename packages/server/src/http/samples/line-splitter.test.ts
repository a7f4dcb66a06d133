import { expect, test } from 'vitest';
import { LineSplitter, type TellLine } from './line-splitter.ts';

/** The lines of some pieces; `-` for one that is too long. */
function linesOf(pieces: readonly (string | Buffer)[], longest = 8): readonly string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(longest);
  const tell: TellLine = (bytes, from, to) =>
    lines.push(bytes === undefined ? '-' : Buffer.from(bytes).toString('utf8', from, to));
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
  expect(
    linesOf(
      Array.from(bytes, (byte) => Buffer.of(byte)),
      16,
    ),
  ).toEqual(['ü→😀', 'é']);
});
