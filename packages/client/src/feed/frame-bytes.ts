import { type FeedBlock, type FeedSample, type Shape, isBlock } from './feed-sample.ts';

/** Bytes that a sample, or the largest one of a block, takes in a frame. */
export function frameBytesOf(
  fed: FeedSample | FeedBlock,
  { sparse, inputs, targets }: Shape,
): number {
  if (!sparse) return 4 * (inputs + targets);
  // A value and an index an entry, and where the row begins and ends.
  return 4 * (2 * (isBlock(fed) ? longestRow(fed) : entriesOf(fed)) + 2 + targets);
}

function entriesOf({ x }: FeedSample): number {
  return 'values' in x ? x.values.length : 0;
}

function longestRow({ x, size }: FeedBlock): number {
  if (x instanceof Float32Array) return 0;
  let longest = 0;
  for (let row = 0; row < size; row += 1) {
    longest = Math.max(longest, (x.starts[row + 1] as number) - (x.starts[row] as number));
  }
  return longest;
}
