import { ManualClock } from '@rxgrad/testkit';
import { expect, test } from 'vitest';
import { EventReader } from '../../../testing/event-source.ts';
import type { HandMadeRun } from '../../../testing/hand-made-run.ts';
import { start } from '../../../testing/start.ts';

function happen(run: HandMadeRun, sequence: number, code = 'note'): void {
  run.events.next({ sequence, level: 'info', code, step: 3, detail: `line ${sequence}\nand more` });
}

test('what was, then what happens, in order', async () => {
  const { url, run } = await start();
  happen(run, 1, 'started');
  const events = await EventReader.open(`${url}/runs/made/events`);
  expect(events.response.headers.get('content-type')).toBe('text/event-stream');
  expect(await events.next()).toMatchObject({
    data: { sequence: 1, level: 'info', code: 'started', step: 3, detail: 'line 1\nand more' },
  });
  happen(run, 2);
  expect(await events.next()).toMatchObject({ data: { sequence: 2 } });
  await events.close();
});

test('who comes back goes on where it was; an id of another life counts for nothing', async () => {
  const { url, run } = await start();
  happen(run, 1);
  happen(run, 2);
  const first = await EventReader.open(`${url}/runs/made/events`);
  const { id = '' } = (await first.next()) ?? {};
  await first.close();
  const second = await EventReader.open(`${url}/runs/made/events`, id);
  expect(await second.next()).toMatchObject({ data: { sequence: 2 } });
  await second.close();
  for (const strange of ['1-2', 'nonsense', `${'9'.repeat(400)}-1`]) {
    const third = await EventReader.open(`${url}/runs/made/events`, strange);
    expect(await third.next()).toMatchObject({ data: { sequence: 1 } });
    await third.close();
  }
});

test('the end of the run is the end; who has read all of it is told not to come back', async () => {
  const { url, run } = await start();
  happen(run, 1);
  const events = await EventReader.open(`${url}/runs/made/events`);
  const { id = '' } = (await events.next()) ?? {};
  run.events.complete();
  expect(await events.next()).toBeUndefined();
  const again = await fetch(`${url}/runs/made/events`, { headers: { 'Last-Event-ID': id } });
  expect(again.status).toBe(204);
  const late = await EventReader.open(`${url}/runs/made/events`);
  expect(await late.next()).toMatchObject({ data: { sequence: 1 } });
  expect(await late.next()).toBeUndefined();
});

test('a run that is shown no more ends its events, and so does a server that closes', async () => {
  const { url, server } = await start();
  const events = await EventReader.open(`${url}/runs/made/events`);
  expect(server.remove('made')).toBe(true);
  expect(await events.next()).toBeUndefined();
  expect((await fetch(`${url}/runs/made/events`)).status).toBe(404);

  const other = await start();
  const more = await EventReader.open(`${other.url}/runs/made/events`);
  await other.server.close();
  expect(await more.next()).toBeUndefined();
});

test('silence is broken now and then, so that nobody in between hangs up', async () => {
  const clock = new ManualClock();
  const { url } = await start({}, { clock, heartbeat: 1_000 });
  const events = await EventReader.open(`${url}/runs/made/events`);
  expect(await events.block()).toBe('retry: 2000');
  clock.advance(1_000);
  expect(await events.block()).toBe(': ');
  await events.close();
});

test('a stream is a connection: there are enough at some point', async () => {
  const { url } = await start({}, { maxConnectionsPerAddress: 1 });
  const first = await EventReader.open(`${url}/runs/made/events`);
  const second = await fetch(`${url}/runs/made/events`);
  expect(second.status).toBe(503);
  expect(second.headers.get('retry-after')).toBe('5');
  await first.close();
  await expect
    .poll(async () => {
      const again = await fetch(`${url}/runs/made/events`);
      await again.body?.cancel();
      return again.status;
    })
    .toBe(200);
});

test('who is gone before it is known who it was leaves nothing behind', async () => {
  const clock = new ManualClock();
  const left = new AbortController();
  let tellGone = (): void => {};
  const gone = new Promise<void>((resolve) => (tellGone = resolve));
  let tellRole: (role: 'viewer') => void = () => {};
  const role = new Promise<'viewer'>((resolve) => (tellRole = resolve));
  let first = true;
  const { url } = await start(
    {},
    {
      clock,
      maxConnections: 1,
      authenticate: (_, request) => {
        if (!first) return 'viewer';
        first = false;
        request.once('close', tellGone);
        left.abort();
        return role;
      },
    },
  );
  const timers = clock.pending;
  await fetch(`${url}/runs/made/events`, { signal: left.signal }).catch(() => {});
  await gone;
  tellRole('viewer');
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.pending).toBe(timers);
  const events = await EventReader.open(`${url}/runs/made/events`);
  expect(events.response.status).toBe(200);
  await events.close();
});
