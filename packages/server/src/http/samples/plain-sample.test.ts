import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlainSample } from './plain-sample.ts';
import { readSample } from './sample-line.ts';

const plain = new PlainSample();

/** The sample of a line, somewhere in the middle of others. */
function read(line: string) {
  const [before, after] = ['{"x":[7', '\n{"x":[9,9],"y":9}\n'].map((text) => Buffer.from(text));
  const bytes = Buffer.from(line);
  const all = Buffer.concat([before as Buffer, bytes, after as Buffer]);
  const from = (before as Buffer).length;
  return plain.read(all, from, from + bytes.length);
}

test.each([
  ['{"x":[1,2],"y":3}', [1, 2], 3],
  ['{"x":[-0.5],"y":-1e2}', [-0.5], -100],
  ['{"x":[1],"y":0}\r', [1], 0],
])('%j', (line, x, y) => {
  expect(read(line)).toEqual({ x: Float32Array.from(x), indices: undefined, y: [y] });
});

test('as many features as there are', () => {
  const x = Array.from({ length: 1_000 }, (_, i) => i);
  expect(read(JSON.stringify({ x, y: 1 }))?.x).toEqual(Float32Array.from(x));
});

test.each([
  '',
  '{"x":[],"y":1}',
  '{"x":[1,],"y":1}',
  '{"x":[1 ,2],"y":1}',
  '{"x":[1,2],"y":1} ',
  '{"x":[1,2],"y":1}}',
  '{"x":[1,2],"y":[1]}',
  '{"x":[1,2],"y":"1"}',
  '{"x":[1,2],"z":1}',
  '{"x":[1,2],"y":1,"z":2}',
  '{"x":[1,2]',
  '{"x":[1,2],"y":1',
  '{"x":[1,2],"y":',
  '{"x":[01],"y":1}',
])('%j is left to others', (line) => {
  expect(read(line)).toBeUndefined();
});

test('never something else than JSON.parse makes of a line', () => {
  const line = fc.oneof(
    fc
      .record({
        x: fc.array(fc.oneof(fc.double(), fc.integer()), { minLength: 1 }),
        y: fc.double(),
      })
      .map((sample) => JSON.stringify(sample)),
    fc.stringMatching(/^\{"x":\[[-\d.,eE+]{0,12}\],"y":[-\d.eE+]{0,8}\}$/),
    fc
      .tuple(
        fc.constant('{"x":[1.5,-2],"y":30}'),
        fc.nat(20),
        fc.constantFrom('', '0', ',', ']', '}', '-'),
      )
      .map(([text, at, other]) => text.slice(0, at) + other + text.slice(at + 1)),
  );
  fc.assert(
    fc.property(line, (text) => {
      const found = read(text);
      if (found === undefined) return;
      const expected = readSample(text);
      if (typeof expected === 'string') throw new Error(`${text}: ${expected}`);
      expect(found.x).toEqual(Float32Array.from(expected.x));
      expect(Float32Array.from(found.y)).toEqual(Float32Array.from(expected.y));
    }),
    { numRuns: 20_000, seed: 1 },
  );
});
