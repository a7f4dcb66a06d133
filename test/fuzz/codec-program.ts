// Puts hostile frames through the codec: `codec-program.ts SEED FRAMES [FIRST_BLOCK]`. Tells how
// far it is in lines of JSON, so that who started it can tell a hang.
import { performance } from 'node:perf_hooks';
import { CodecTrial } from './codec-trial.ts';
import { hostileFrames } from './hostile-frames.ts';

// Most frames are refused, and where from nobody asks: that would take most of the time.
Error.stackTraceLimit = 0;
const BLOCK = 10_000;
const [seed = 1, frames = BLOCK, first = 0] = process.argv.slice(2).map(Number);

const prototypes = [Object.prototype, Array.prototype, Uint8Array.prototype];
const looksOf = () => prototypes.map((each) => Reflect.ownKeys(each).map(String).join()).join(';');
const before = looksOf();
const trial = new CodecTrial();
let slowest = { ms: 0, again: 0, block: 0, index: 0 };

/** How long a frame takes if neither compiler nor scheduler come in between. */
function timeOf(bytes: Uint8Array): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    trial.put(bytes);
    return performance.now() - start;
  });
  return Math.min(...times);
}

/** One block; answers what went wrong in it, if anything did. */
function run(block: number, count: number): object | undefined {
  let index = 0;
  for (const bytes of hostileFrames(seed, block, count)) {
    const start = performance.now();
    try {
      trial.put(bytes);
    } catch (error) {
      return { seed, block, index, hex: Buffer.from(bytes).toString('hex'), error: String(error) };
    }
    const ms = performance.now() - start;
    if (ms > slowest.ms) slowest = { ms, again: timeOf(bytes), block, index };
    index += 1;
  }
  return looksOf() === before ? undefined : { seed, block, error: 'a prototype has changed' };
}

for (let done = 0, block = first; done < frames; block++) {
  const count = Math.min(BLOCK, frames - done);
  const failed = run(block, count);
  done += count;
  const rss = process.memoryUsage.rss();
  console.log(JSON.stringify({ seed, done, slowest, rss, counts: trial.counts, failed }));
  if (failed !== undefined) process.exit(1);
}
