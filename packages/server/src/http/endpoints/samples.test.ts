import { ManualClock } from '@rxgrad/testkit';
import { describe, expect, test } from 'vitest';
import { OpenPost, linesOf, postLines } from '../../../testing/post-lines.ts';
import { startReal } from '../../../testing/real-run.ts';
import { start } from '../../../testing/start.ts';

const path = '/runs/real/samples';
const sample = (x = [1, 2], y = 3) => ({ x, y });

describe('feeding lines', () => {
  test('each is learned, and its fate comes back', async () => {
    const { url, run } = await startReal();
    const response = await postLines(url + path, [sample(), sample([0, 1], 1), sample()]);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(await linesOf(response)).toEqual([
      { status: 'applied', upTo: 3, version: 3 },
      { end: true, next: 3, applied: 3, duplicate: 0, rejected: 0, throttled: 0 },
    ]);
    expect(run.progress().samples).toBe(3);
  });

  test('the same feed again is learned once', async () => {
    const { url, run } = await startReal();
    const feed = { 'Rxgrad-Feed': 'cakes' };
    await linesOf(await postLines(url + path, [sample(), sample()], feed));
    const again = await postLines(url + path, [sample(), sample(), sample()], feed);
    expect(await linesOf(again)).toMatchObject([
      { status: 'duplicate', upTo: 2 },
      { status: 'applied', upTo: 3, version: 3 },
      { end: true, next: 3, applied: 1, duplicate: 2 },
    ]);
    const on = await postLines(url + path, [sample()], { ...feed, 'Rxgrad-First': '3' });
    expect(await linesOf(on)).toMatchObject([{ status: 'applied', upTo: 4 }, { next: 4 }]);
    expect(run.progress().samples).toBe(4);
  });

  test('a hole in a feed is refused, and where to go on is told', async () => {
    const { url } = await startReal();
    const feed = { 'Rxgrad-Feed': 'cakes' };
    await linesOf(await postLines(url + path, [sample()], feed));
    const response = await postLines(url + path, [sample()], { ...feed, 'Rxgrad-First': '7' });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { code: 'gap', next: 1 } });
  });

  test.each([
    ['no JSON', '{"x":[1,2],"y":'],
    ['no object', '7'],
    ['null', 'null'],
    ['no label', '{"x":[1,2]}'],
    ['a label that is no number', '{"x":[1,2],"y":"3"}'],
    ['no features', '{"y":3}'],
    ['features that are no numbers', '{"x":[1,"2"],"y":3}'],
    ['an index below 0', '{"x":{"indices":[-1],"values":[1]},"y":3}'],
    ['an index that is no integer', '{"x":{"indices":[0.5],"values":[1]},"y":3}'],
    ['uneven sparse features', '{"x":{"indices":[0,1],"values":[1]},"y":3}'],
    ['too few features', '{"x":[1],"y":3}'],
    ['what f32 can not hold', '{"x":[1,1e300],"y":3}'],
    ['a prototype', '{"__proto__":{"x":[1,2],"y":3}}'],
  ])('%s: that line is rejected with its reason, all others are learned', async (_what, line) => {
    const { url, run } = await startReal();
    const lines = await linesOf(await postLines(url + path, [sample(), line, sample()]));
    expect(lines).toMatchObject([
      { status: 'applied', upTo: 1 },
      { status: 'rejected', upTo: 2 },
      { status: 'applied', upTo: 3 },
      { end: true, next: 3, applied: 2, rejected: 1 },
    ]);
    expect(lines[1]?.['reason']).toBeTruthy();
    expect(run.progress().samples).toBe(2);
  });

  test('many labels, more than is asked for, blank lines and a last line without its end', async () => {
    const { url, run } = await startReal();
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: '{"x":[1,2],"y":[3]}\r\n\n  \n{"x":[1,0],"y":2,"note":"é"}\n{"x":[0,1],"y":1}',
    });
    expect(await linesOf(response)).toMatchObject([{ status: 'applied', upTo: 3 }, { next: 3 }]);
    expect(run.progress().samples).toBe(3);
  });

  test('features by their indices', async () => {
    const { url, run } = await startReal({ sparse: true, inputs: 1_000 });
    const lines = [
      { x: { indices: [7], values: [1] }, y: 5 },
      { x: { indices: [999, 7], values: [1, 2] }, y: [5] },
      { x: { indices: [], values: [] }, y: 5 },
    ];
    expect(await linesOf(await postLines(url + path, lines))).toMatchObject([
      { status: 'applied', upTo: 3 },
      { next: 3 },
    ]);
    const [weight] = run.model.tensors;
    const touched = Array.from(run.model.tensor(weight?.name ?? ''), (w, i) => (w === 0 ? -1 : i));
    expect(touched.filter((i) => i >= 0)).toEqual([7, 999]);
  });

  test('a line that is too long is rejected without being held', async () => {
    const { url, run } = await startReal({}, { maxFrame: 1_000 });
    const long = `{"x":[1,2],"y":3,"z":"${'z'.repeat(200_000)}"}`;
    expect(await linesOf(await postLines(url + path, [long, sample()]))).toMatchObject([
      { status: 'rejected', upTo: 1, reason: 'the line is longer than allowed' },
      { status: 'applied', upTo: 2 },
      { next: 2 },
    ]);
    expect(run.progress().samples).toBe(1);
  });

  test('more than the inbox holds at once waits its turn', async () => {
    const { url, run } = await startReal({ capacity: 8 });
    const lines = Array.from({ length: 1_000 }, () => sample());
    const told = await linesOf(await postLines(url + path, lines));
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set(['applied', undefined]));
    expect(told.at(-1)).toMatchObject({ end: true, applied: 1_000 });
    expect(run.progress().samples).toBe(1_000);
  });

  test('fates come while the body is still open, characters cut anywhere', async () => {
    const { url } = await startReal();
    const post = new OpenPost(url + path);
    post.write('{"x":[1,2],"y":3}\n');
    expect(await post.line()).toMatchObject({ status: 'applied', upTo: 1 });
    const bytes = Buffer.from('{"x":[1,2],"y":3,"é":"ü"}\n');
    for (const byte of bytes) post.request.write(Buffer.of(byte));
    expect(await post.line()).toMatchObject({ status: 'applied', upTo: 2 });
    post.request.end();
    expect(await post.line()).toMatchObject({ end: true, next: 2 });
  });
});

describe('what stands in the way', () => {
  const made = '/runs/made/samples';

  test('no room at all: 429, and when to come again', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ capacity: 1 }, { clock });
    const answer = postLines(url + made, [sample([1]), sample([2])], { 'Rxgrad-Feed': 'f' });
    await expect.poll(() => run.inbox?.waiting.length).toBe(1);
    await expect.poll(() => clock.advance(1_000) ?? run.drain()).toBe(1);
    await expect.poll(() => run.inbox?.waiting.length).toBe(1);
    expect(run.drain()).toBe(1);
    expect((await answer).status).toBe(200);

    run.inbox?.offer({ x: [0], y: 0 }, () => {});
    const refused = postLines(url + made, [sample([3]), sample([4])], {
      'Rxgrad-Feed': 'f',
      'Rxgrad-First': '2',
    });
    let status: number | undefined;
    void refused.then((response) => (status = response.status));
    await expect.poll(() => clock.advance(1_000) ?? status).toBe(429);
    const response = await refused;
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ error: { code: 'throttled', next: 2 } });
  });

  test('room for some: the rest is throttled, and where to go on is told', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ capacity: 1 }, { clock });
    const post = new OpenPost(url + made, { 'Rxgrad-Feed': 'g' });
    post.write('{"x":[1],"y":1}\n');
    await expect.poll(() => run.inbox?.waiting.length).toBe(1);
    run.drain();
    expect(await post.line()).toMatchObject({ status: 'applied', upTo: 1 });
    run.inbox?.offer({ x: [0], y: 0 }, () => {});
    post.write('{"x":[2],"y":1}\n{"x":[3],"y":1}\n');
    post.request.end();
    let told: unknown;
    void post.line().then((line) => (told = line));
    await expect.poll(() => clock.advance(1_000) ?? told).toMatchObject({ status: 'throttled' });
    let end: unknown;
    void post.line().then((line) => (end = line));
    await expect
      .poll(() => clock.advance(1_000) ?? end)
      .toMatchObject({ end: true, next: 1, applied: 1, throttled: 2 });
  });

  test('a body that is silent for too long ends, after what it brought', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ capacity: 8 }, { clock, bodyTimeout: 5_000 });
    const post = new OpenPost(url + made);
    post.write('{"x":[1],"y":1}\n{"x":[2],');
    await expect.poll(() => run.inbox?.waiting.length).toBe(1);
    clock.advance(4_999);
    run.drain();
    expect(await post.line()).toMatchObject({ status: 'applied' });
    clock.advance(5_000);
    expect(await post.line()).toMatchObject({ end: true, next: 1, stopped: expect.any(String) });
  });

  test('a client that goes in the middle: what it brought is learned, and known when it is back', async () => {
    const { url, run } = await start({ capacity: 8 });
    const post = new OpenPost(url + made, { 'Rxgrad-Feed': 'f' });
    post.write('{"x":[1],"y":1}\n{"x":[2],');
    await expect.poll(() => run.inbox?.waiting.length).toBe(1);
    post.request.destroy();
    run.drain();
    const again = postLines(url + made, [sample([1]), sample([2])], { 'Rxgrad-Feed': 'f' });
    await expect.poll(() => run.inbox?.waiting.length).toBe(1);
    run.drain();
    expect(await linesOf(await again)).toMatchObject([
      { status: 'duplicate', upTo: 1 },
      { status: 'applied', upTo: 2 },
      { end: true },
    ]);
  });

  test('a run that has ended rejects', async () => {
    const { url, run } = await start({ capacity: 8 });
    run.finish();
    expect(await linesOf(await postLines(url + made, [sample([1])]))).toMatchObject([
      { status: 'rejected', reason: 'the run has completed' },
      { end: true, rejected: 1 },
    ]);
  });

  test.each([
    ['no such run', '/runs/other/samples', {}, 404],
    ['another type', made, { 'Content-Type': 'application/json' }, 415],
    ['compressed', made, { 'Content-Encoding': 'gzip' }, 415],
    ['a negative number', made, { 'Rxgrad-First': '-1' }, 400],
    ['no number', made, { 'Rxgrad-First': '1e3' }, 400],
    ['too large a number', made, { 'Rxgrad-First': '9007199254740991' }, 400],
    ['too long a feed', made, { 'Rxgrad-Feed': 'f'.repeat(129) }, 400],
    ['a foreign origin', made, { Origin: 'https://evil.example' }, 403],
  ])('%s is refused', async (_what, where, headers, status) => {
    const { url } = await start({ capacity: 8 });
    const response = await postLines(url + where, [sample([1])], headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String) } });
  });

  test('a run without an inbox', async () => {
    const { url } = await start();
    expect((await postLines(url + made, [sample()])).status).toBe(409);
  });

  test('too many streams at once: 503, and when to come again', async () => {
    const { url } = await start({ capacity: 8 }, { maxConnectionsPerAddress: 1 });
    const post = new OpenPost(url + made);
    post.write('{"x":');
    await expect.poll(async () => (await postLines(url + made, [])).status).toBe(503);
    post.request.destroy();
    await expect.poll(async () => (await postLines(url + made, [])).status).toBe(200);
  });
});
