// Says hostile frames to clients of this process: `client-program.ts SEED FRAMES [FIRST_BLOCK]`.
import { ClientTrial } from './client-trial.ts';
import { hostileFrames } from './hostile-frames.ts';

const BLOCK = 500;
const [seed = 1, frames = BLOCK, first = 0] = process.argv.slice(2).map(Number);
const trial = new ClientTrial();

async function runBlock(block: number, count: number): Promise<object | undefined> {
  let index = 0;
  for (const bytes of hostileFrames(seed, block, count, 'client')) {
    try {
      await trial.put(bytes);
    } catch (error) {
      return { seed, block, index, hex: Buffer.from(bytes).toString('hex'), error: String(error) };
    }
    index += 1;
  }
  return undefined;
}

for (let done = 0, block = first; done < frames; block++) {
  const count = Math.min(BLOCK, frames - done);
  const failed = await runBlock(block, count);
  done += count;
  const rss = process.memoryUsage.rss();
  console.log(JSON.stringify({ seed, done, rss, counts: trial.counts, failed }));
  if (failed !== undefined) process.exit(1);
}
trial.stop();
process.exit();
