import { ManualClock } from '@rxgrad/testkit';
import { expect, test } from 'vitest';
import { EventReader } from '../../testing/event-source.ts';
import { HandMadeRun } from '../../testing/hand-made-run.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { linesOf, postLines } from '../../testing/post-lines.ts';
import { startReal } from '../../testing/real-run.ts';
import { start } from '../../testing/start.ts';

async function scrape(url: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const lines = (await response.text()).split('\n').filter((line) => /^[a-z]/.test(line));
  return new Map(
    lines.map((line) => {
      const [, name = '', value = ''] = /^(.*) (\S+)$/.exec(line) ?? [];
      return [name, Number(value)];
    }),
  );
}

test('connections, frames and bytes are counted', async () => {
  const { url } = await start();
  const before = await scrape(url);
  expect(before.get('rxgrad_connections')).toBe(0);
  const client = await RawClient.connect(url);
  await client.roundTrip();
  const open = await scrape(url);
  expect(open.get('rxgrad_connections')).toBe(1);
  expect(open.get('rxgrad_connections_total')).toBe(1);
  expect(open.get('rxgrad_frames_in_total')).toBe(2);
  expect(open.get('rxgrad_frames_out_total')).toBe(2);
  expect(open.get('rxgrad_frames_dropped_total')).toBe(0);
  expect(open.get('rxgrad_unsent_bytes')).toBe(0);
  expect(open.get('rxgrad_bytes_in_total')).toBeGreaterThan(10);
  expect(open.get('rxgrad_bytes_out_total')).toBe(
    client.messages.reduce((sum, { byteLength }) => sum + byteLength, 0),
  );
  await client.leave();
  await expect
    .poll(async () => (await scrape(url)).get('rxgrad_closes_total{code="1005"}'))
    .toBe(1);
});

test('samples by their fate, over HTTP and over a WebSocket alike, and how the run gets on', async () => {
  const { url } = await startReal();
  const good = { x: [1, 2], y: 3 };
  const feed = { 'Rxgrad-Feed': 'f' };
  await linesOf(await postLines(`${url}/runs/real/samples`, [good, 'no', good], feed));
  await linesOf(await postLines(`${url}/runs/real/samples`, [good], feed));
  const client = await RawClient.connect(url);
  client.send({
    op: 'samples',
    request: 1,
    run: 'real',
    feed: 'g',
    first: 0,
    n: 1,
    x: Float32Array.of(1, 2),
    y: Float32Array.of(3),
  });
  await client.next('result');
  const metrics = await scrape(url);
  expect(metrics.get('rxgrad_samples_total{run="real",fate="applied"}')).toBe(3);
  expect(metrics.get('rxgrad_samples_total{run="real",fate="rejected"}')).toBe(1);
  expect(metrics.get('rxgrad_samples_total{run="real",fate="duplicate"}')).toBe(1);
  expect(metrics.get('rxgrad_run_samples{run="real"}')).toBe(3);
  expect(metrics.get('rxgrad_run_step{run="real"}')).toBe(3);
  expect(metrics.get('rxgrad_run_loss{run="real"}')).toBeGreaterThanOrEqual(0);
  expect(metrics.get('rxgrad_run_state{run="real",state="running"}')).toBe(1);
  expect(metrics.get('rxgrad_run_inbox_free{run="real"}')).toBe(65_536);
});

test('refusals, requests and the event loop', async () => {
  const { url } = await start({}, { tokens: { 'look-here': 'viewer' } });
  expect((await fetch(`${url}/runs`)).status).toBe(401);
  expect(await RawClient.refused(url, { headers: { Origin: 'https://evil.example' } })).toBe(403);
  const response = await fetch(`${url}/metrics`, {
    headers: { Authorization: 'Bearer look-here' },
  });
  const text = await response.text();
  expect(text).toContain('rxgrad_refusals_total{reason="unauthenticated"} 1');
  expect(text).toContain('rxgrad_refusals_total{reason="forbidden-origin"} 1');
  expect(text).toContain('rxgrad_http_requests_total{method="GET",route="/runs",status="401"} 1');
  expect(text).toContain('# TYPE rxgrad_event_loop_lag_seconds gauge');
});

test('streams that are open are told', async () => {
  const { url } = await start();
  expect((await scrape(url)).get('rxgrad_http_requests_active')).toBe(1);
  const events = await EventReader.open(`${url}/runs/made/events`);
  expect((await scrape(url)).get('rxgrad_http_requests_active')).toBe(2);
  await events.close();
  await expect.poll(async () => (await scrape(url)).get('rxgrad_http_requests_active')).toBe(1);
});

test('two servers count each for themselves', async () => {
  const [one, two] = [await start(), await start({ name: 'other' })];
  const client = await RawClient.connect(one.url);
  expect((await scrape(one.url)).get('rxgrad_connections')).toBe(1);
  expect((await scrape(two.url)).get('rxgrad_connections')).toBe(0);
  await client.leave();
});

test('what a reader is too slow for is counted while it still is connected', async () => {
  const clock = new ManualClock();
  const patience = { maxSlow: 1e9, heartbeat: 1e9 };
  const weights = new Float32Array(100_000);
  const { url, run } = await start({ weights }, { clock, ...patience });
  const client = await RawClient.connect(url);
  client.subscribe({ id: 1, run: 'made', channel: 'weights' });
  await client.next('snapshot');
  client.socket.pause();
  let version = 0;
  await expect
    .poll(async () => {
      for (let i = 0; i < 50; i += 1) {
        version += 1;
        run.step((weights) => weights.fill(version));
        clock.advance(20);
      }
      return (await scrape(url)).get('rxgrad_frames_dropped_total');
    })
    .toBeGreaterThan(0);
  expect((await scrape(url)).get('rxgrad_connections')).toBe(1);
  client.socket.terminate();
});

test('a run whose own metrics throw hides no other one', async () => {
  const { url, run, server } = await start();
  server.add(new HandMadeRun({ name: 'fine' }).run);
  Object.defineProperty(run, 'progress', {
    get: () => {
      throw new Error('a metric of one’s own');
    },
  });
  const read = await scrape(url);
  expect(read.get('rxgrad_run_samples{run="fine"}')).toBe(0);
  const { runs } = (await (await fetch(`${url}/runs`)).json()) as { runs: readonly object[] };
  expect(runs).toMatchObject([{ name: 'made' }, { name: 'fine', progress: { samples: 0 } }]);
});
