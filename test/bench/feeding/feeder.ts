import { Block } from 'rxgrad';
import { connect } from 'rxgrad/client';
import { lastValueFrom, reduce } from 'rxjs';
import { WebSocket } from 'ws';
import { linearData } from '../linear-data.ts';

// Feeds a server from a process of its own, first to warm up, then to be timed; prints one line of JSON.
const ROWS = 256;
const [url = '', features = '32', samples = '1'] = process.argv.slice(2);
const data = linearData(ROWS * 40, Number(features));
const blocks = Array.from({ length: 40 }, (_, block) => {
  const [first, last] = [block * ROWS, (block + 1) * ROWS];
  const x = data.x.subarray(first * Number(features), last * Number(features));
  return new Block(x, data.y.subarray(first, last), ROWS);
});

function* some(count: number): Generator<Block> {
  for (let i = 0; i * ROWS < count; i += 1) yield blocks[i % blocks.length] as Block;
}

async function feed(count: number): Promise<number> {
  const fate$ = client.feed('fed', some(count), { fates: 'ranges' });
  const applied$ = fate$.pipe(
    reduce((sum, { status, count }) => sum + (status === 'applied' ? count : 0), 0),
  );
  return lastValueFrom(applied$);
}

const client = connect(url, { WebSocket });
await feed(Number(samples) / 4);
const cpu = process.cpuUsage();
const began = performance.now();
const applied = await feed(Number(samples));
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ applied, seconds, user, system }));
await client.close();
