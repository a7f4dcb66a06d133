import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { linearData } from '../linear-data.ts';

// Feeds a server by one HTTP request from a process of its own, first to warm up, then to be timed; prints one line of JSON.
const ROWS = 10_000;
const [url = '', features = '32', samples = '1'] = process.argv.slice(2);
const data = linearData(ROWS, Number(features));
const lines = Array.from(data.y, (y, row) => {
  const x = data.x.subarray(row * Number(features), (row + 1) * Number(features));
  // As a sensor would tell them: four digits, not the sixteen of a double.
  return `${JSON.stringify({ x: Array.from(x, (value) => Number(value.toPrecision(4))), y })}\n`;
});
const body = Buffer.from(lines.join(''));

interface Last {
  readonly end?: true;
  readonly applied?: number;
}

async function feed(count: number): Promise<number> {
  const headers = { 'Content-Type': 'application/x-ndjson' };
  const post = request(`${url}/runs/fed/samples`, { method: 'POST', headers });
  const answered = once(post, 'response') as Promise<[IncomingMessage]>;
  await Promise.all([write(post, count / ROWS), answered]);
  const [response] = await answered;
  let last: Last = {};
  for await (const line of createInterface({ input: response })) last = JSON.parse(line) as Last;
  return last.applied ?? 0;
}

async function write(post: ClientRequest, times: number): Promise<void> {
  const piece = 1 << 16;
  for (let i = 0; i < times; i += 1) {
    for (let at = 0; at < body.length; at += piece) {
      if (!post.write(body.subarray(at, at + piece))) await once(post, 'drain');
    }
  }
  post.end();
}

await feed(Math.ceil(Number(samples) / 4 / ROWS) * ROWS);
const cpu = process.cpuUsage();
const began = performance.now();
const applied = await feed(Number(samples));
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpu);
const bytesPerSample = body.length / ROWS;
console.log(JSON.stringify({ applied, seconds, user, system, bytesPerSample }));
