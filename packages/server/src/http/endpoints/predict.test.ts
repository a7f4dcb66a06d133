import { parameters } from '@rxgrad/model';
import { train } from '@rxgrad/stream';
import { NEVER } from 'rxjs';
import { expect, test } from 'vitest';
import { startReal } from '../../../testing/real-run.ts';
import { linesOf, postLines } from '../../../testing/post-lines.ts';

function ask(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return fetch(`${url}/runs/real/predict`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

test('one prediction and many, by the weights of a version', async () => {
  const { url, run } = await startReal();
  await linesOf(await postLines(`${url}/runs/real/samples`, [{ x: [1, 2], y: 3 }]));
  const one = await ask(url, { x: [1, 2] });
  expect(one.status).toBe(200);
  expect(await one.json()).toEqual({
    run: 'real',
    version: 1,
    y: Array.from(run.predict([1, 2])),
  });
  const many = await ask(url, {
    xs: [
      [1, 2],
      [0, 0],
    ],
  });
  expect(await many.json()).toEqual({
    run: 'real',
    version: 1,
    ys: [Array.from(run.predict([1, 2])), Array.from(run.predict([0, 0]))],
  });
});

test('features by their indices', async () => {
  const { url } = await startReal({ sparse: true, inputs: 1_000 });
  const response = await ask(url, { x: { indices: [999], values: [1] } });
  expect(await response.json()).toMatchObject({ y: [0] });
});

test.each([
  ['no JSON', '{', 400],
  ['nothing asked', '{}', 400],
  ['null', 'null', 400],
  ['both', { x: [1, 2], xs: [] }, 400],
  ['too few features', { x: [1] }, 400],
  ['too few features among many', { xs: [[1, 2], [1]] }, 400],
  ['not finite', { x: [1, 1e300] }, 400],
  ['text', { x: ['1', 2] }, 400],
  ['an index beyond 32 bits', { x: { indices: [2 ** 32], values: [1] } }, 400],
  ['too many', { xs: Array.from({ length: 4_097 }, () => [1, 2]) }, 413],
  ['too large', JSON.stringify({ x: [1, 2], z: 'z'.repeat(2_000_000) }), 413],
])('%s is refused with the reason', async (_what, body, status) => {
  const { url } = await startReal();
  const response = await ask(url, body);
  expect(response.status).toBe(status);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.message.length).toBeGreaterThan(10);
});

test('a large body of unknown length is not held', async () => {
  const { url } = await startReal({}, { maxFrame: 10_000 });
  const pieces = (async function* () {
    for (let i = 0; i < 100; i += 1) yield Buffer.alloc(1_000, 'z');
  })();
  const response = await fetch(`${url}/runs/real/predict`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: pieces as unknown as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  expect(response.status).toBe(413);
});

test('another type, another run, and a run without a model of layers', async () => {
  const { url, server } = await startReal();
  expect((await ask(url, {}, { 'Content-Type': 'text/plain' })).status).toBe(415);
  expect((await fetch(`${url}/runs/none/predict`, { method: 'POST' })).status).toBe(404);
  const bare = train({ name: 'bare', model: parameters({ mean: 0 }), update$: NEVER });
  server.add(bare);
  const response = await fetch(`${url}/runs/bare/predict`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"x":[1]}',
  });
  expect(response.status).toBe(409);
  bare.stop();
});
