// Says hostile frames to a real server of this process: `socket-program.ts SEED FRAMES [FIRST_BLOCK]`.
import { serve } from '@rxgrad/server';
import { fuzzedRun } from './fuzzed-run.ts';
import { hostileFrames } from './hostile-frames.ts';
import { SocketTrial } from './socket-trial.ts';

const BLOCK = 500;
const [seed = 1, frames = BLOCK, first = 0] = process.argv.slice(2).map(Number);

const run = fuzzedRun();
const server = await serve({ port: 0, runs: [run], maxConnections: 100_000 });
const trial = new SocketTrial(`${server.url.replace('http', 'ws')}/ws`);

async function runBlock(block: number, count: number): Promise<object | undefined> {
  let index = 0;
  for (const bytes of hostileFrames(seed, block, count, 'server')) {
    try {
      await trial.put(bytes, index % 8 === 7);
    } catch (error) {
      return { seed, block, index, hex: Buffer.from(bytes).toString('hex'), error: String(error) };
    }
    index += 1;
  }
  // Whatever an operator sets may ruin the weights, but not end the run.
  return run.state === 'running' ? undefined : { seed, block, error: `the run is ${run.state}` };
}

for (let done = 0, block = first; done < frames; block++) {
  const count = Math.min(BLOCK, frames - done);
  const failed = await runBlock(block, count);
  done += count;
  const rss = process.memoryUsage.rss();
  console.log(JSON.stringify({ seed, done, rss, counts: trial.counts, failed }));
  if (failed !== undefined) process.exit(1);
}
trial.close();
await server.close();
run.stop();
