import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { expect, it } from 'vitest';
import { Picture } from './picture.ts';

/** A terminal of a size, and what was written to it. */
function terminal(columns: number, rows: number) {
  const stream = Object.assign(new PassThrough(), { columns, rows });
  return {
    stream: stream as unknown as WriteStream,
    written: () => String((stream.read() as Buffer | null) ?? ''),
  };
}

it('is written over the one before, and what was longer is gone', () => {
  const { stream, written } = terminal(20, 10);
  const picture = new Picture(stream);
  picture.show(['one', 'two', 'three']);
  expect(written()).toBe('\r\u001B[2Kone\n\u001B[2Ktwo\n\u001B[2Kthree\n\u001B[J');
  picture.show(['four']);
  expect(written()).toBe('\u001B[3A\r\u001B[2Kfour\n\u001B[J');
  picture.show(['five']);
  expect(written()).toBe('\u001B[1A\r\u001B[2Kfive\n\u001B[J');
});

it('never is larger than the terminal', () => {
  const { stream, written } = terminal(5, 3);
  new Picture(stream).show(['abcdefgh', 'b', 'c', 'd']);
  expect(written()).toBe('\r\u001B[2Kabcd\n\u001B[2Kb\n\u001B[J');
});
