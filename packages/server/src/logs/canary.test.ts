import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { hello } from '../../testing/frames.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';
import type { ServeOptions } from '../serve.ts';

const CANARY = 'canary-5f2c9b7e41';

/** A logger of which every byte is kept. */
function memory() {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, logger: pino({ level: 'trace' }, sink) };
}

/** Everything a client can do with a token, right or wrong; answers all that came back. */
async function useEverywhere(url: string): Promise<string> {
  const told: string[] = [];
  const bearer = { Authorization: `Bearer ${CANARY}` };
  const post = { method: 'POST', body: 'x' };
  const json = { ...bearer, 'Content-Type': 'application/json' };
  for (const [path, init] of [
    ['/runs', { headers: bearer }],
    ['/health', { headers: bearer }],
    ['/metrics', { headers: bearer }],
    ['/openapi.json', { headers: bearer }],
    [`/runs?token=${CANARY}`, {}],
    [`/${CANARY}`, { headers: bearer }],
    ['/runs/made/weights', { headers: bearer }],
    ['/runs/made/samples', { ...post, headers: bearer }],
    ['/runs/made/predict', { ...post, headers: json }],
    ['/runs/made/predict', { ...post, body: '{"x":[1]}', headers: json }],
    ['/runs', { headers: { ...bearer, Origin: 'https://evil.example' } }],
    ['/metrics', { headers: bearer }],
  ] as const) {
    const response = await fetch(url + path, init);
    told.push(JSON.stringify([...response.headers]), await response.text());
  }
  for (const headers of [{}, bearer]) {
    const client = await RawClient.connect(url, { hello: false, headers });
    client.send(hello({ token: CANARY }));
    client.send({ op: 'ping', nonce: 1 });
    await Promise.race([client.closed, client.next('pong').catch(() => {})]);
    client.socket.close();
    const { reason } = await client.closed;
    told.push(reason, Buffer.concat(client.messages).toString('latin1'));
  }
  return told.join('\n');
}

test.each<[string, ServeOptions]>([
  ['is good', { tokens: { [CANARY]: 'operator' } }],
  ['allows little', { tokens: { [CANARY]: 'viewer' } }],
  ['is not known', { tokens: { 'some-other-token': 'viewer' } }],
  [
    'makes the hook fail',
    {
      authenticate: ({ token }) => {
        throw new TypeError(`no idea what ${token} is`);
      },
    },
  ],
  [
    'makes the hook fail later',
    { authenticate: ({ token }) => Promise.reject(new Error(`cannot look ${token} up`)) },
  ],
])('a token that %s appears in no log, metric, error or answer', async (_what, options) => {
  const { lines, logger } = memory();
  const { url, server } = await start({ capacity: 4 }, { ...options, logger });
  const told = await useEverywhere(url);
  await server.close();
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.join('')).not.toContain(CANARY);
  expect(told).not.toContain(CANARY);
});

test('an error of ours is logged without the token that it holds', async () => {
  const { lines, logger } = memory();
  const { url, run } = await start({}, { tokens: { [CANARY]: 'viewer' }, logger });
  Object.defineProperty(run.run, 'predict', {
    value: () => {
      throw new Error(`what is ${CANARY}?`);
    },
  });
  const response = await fetch(`${url}/runs/made/predict`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${CANARY}`, 'Content-Type': 'application/json' },
    body: '{"x":[1]}',
  });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('what is');
  const client = await RawClient.connect(url, { hello: { token: CANARY } });
  client.send({ op: 'predict', request: 1, run: 'made', n: 1, x: Float32Array.of(1) });
  expect(JSON.stringify(await client.next('error'))).not.toContain('what is');
  const told = lines.filter((line) => line.includes('what is [redacted]?'));
  expect(told).toHaveLength(2);
  expect(lines.join('')).not.toContain(CANARY);
});

test('what happens is told as JSON, by level', async () => {
  const { lines, logger } = memory();
  const { url, server } = await start({}, { logger });
  const client = await RawClient.connect(url);
  await client.leave();
  await fetch(`${url}/runs/none`);
  await server.close();
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told).toContainEqual(
    expect.objectContaining({ msg: 'a client was let in', role: 'operator' }),
  );
  expect(told).toContainEqual(expect.objectContaining({ msg: 'a client has left', code: 1005 }));
  expect(told).toContainEqual(expect.objectContaining({ msg: 'refused', code: 'unknown-run' }));
  expect(told).toContainEqual(expect.objectContaining({ msg: 'answered', route: '/runs/{run}' }));
  expect(told).toContainEqual(expect.objectContaining({ msg: 'closing' }));
});
