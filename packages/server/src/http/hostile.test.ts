import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { ManualClock } from '@rxgrad/testkit';
import { describe, expect, test } from 'vitest';
import { linesOf, postLines } from '../../testing/post-lines.ts';
import { startReal } from '../../testing/real-run.ts';

/** Sends bytes as they are, and answers what came back until the server hung up. */
async function send(url: string, pieces: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => (answer += data.toString('latin1')));
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const piece of pieces) socket.write(piece);
  socket.end();
  await once(socket, 'close');
  return answer;
}

const head = (method: string, path: string, ...headers: string[]): string =>
  [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', ''].join(
    '\r\n',
  );

describe('whatever is sent', () => {
  const path = fc.oneof(
    fc.constantFrom('/runs', '/runs/real', '/health', '/metrics', '/openapi.json', '/ready', '/'),
    fc.constantFrom('samples', 'predict', 'weights', 'nothing').map((end) => `/runs/real/${end}`),
    fc.stringMatching(/^\/[!-~]{0,40}$/),
  );
  const header = fc.oneof(
    fc.constantFrom(
      'Content-Type: application/x-ndjson',
      'Content-Type: application/json',
      'Content-Length: 3',
      'Content-Length: 99999999999999',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: gzip',
      'Expect: 100-continue',
      'Expect: the impossible',
      'Authorization: Bearer',
      'Rxgrad-First: -0',
      'If-None-Match: *',
      'Last-Event-ID: 1-1',
      'Origin: null',
    ),
    fc.stringMatching(/^[A-Za-z-]{1,12}: [ -~]{0,20}$/),
  );
  const body = fc.oneof(
    fc.constantFrom(
      '{"x":[1,2],"y":3}\n',
      '5\r\nabcde\r\n0\r\n\r\n',
      'ffffffffffffffff\r\n',
      '{',
      '',
    ),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  const method = fc.constantFrom(
    'GET',
    'POST',
    'HEAD',
    'OPTIONS',
    'PUT',
    'TRACE',
    'BREW',
    'CONNECT',
  );

  test('the server answers with a status that says whose fault it was, and stands', async () => {
    const { url } = await startReal();
    await fc.assert(
      fc.asyncProperty(
        method,
        path,
        fc.array(header, { maxLength: 4 }),
        body,
        async (how, where, headers, bytes) => {
          const answer = await send(url, [head(how, where, ...headers), bytes]);
          const status = Number(
            /^HTTP\/1\.1 (\d{3}) /.exec(answer.replace(/^HTTP\/1\.1 100 .*\r\n\r\n/, ''))?.[1] ??
              400,
          );
          expect(status).toBeGreaterThanOrEqual(200);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test.each([
    ['nested deeply', '['.repeat(400_000)],
    ['nested deeply, and whole', `{"x":${'['.repeat(200_000)}${']'.repeat(200_000)},"y":1}`],
    ['a number of a million digits', `{"x":[${'1'.repeat(900_000)},2],"y":1}`],
    ['no number of a million digits', `{"x":[${'1'.repeat(900_000)}`],
    ['a prototype', '{"__proto__":{"x":[1,2]},"constructor":{"prototype":{"polluted":1}},"y":1}'],
  ])('%s: refused, as a sample and as a question', async (_what, text) => {
    const { url, run } = await startReal();
    const told = await linesOf(await postLines(`${url}/runs/real/samples`, [text]));
    expect(told.at(-1)).toMatchObject({ applied: 0, rejected: 1 });
    const headers = { 'Content-Type': 'application/json' };
    const asked = await fetch(`${url}/runs/real/predict`, { method: 'POST', headers, body: text });
    expect(asked.status).toBe(400);
    expect(run.progress().samples).toBe(0);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('whoever dawdles', () => {
  test('a body that does not come is waited for so long, and no longer', async () => {
    const clock = new ManualClock();
    const { url } = await startReal({}, { clock, bodyTimeout: 5_000 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    let gone = false;
    socket.on('close', () => (gone = true)).resume();
    socket.write(
      head('POST', '/runs/real/predict', 'Content-Type: application/json', 'Content-Length: 9'),
    );
    socket.write('{"x"');
    await expect.poll(() => clock.advance(1_000) ?? gone).toBe(true);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('a body that nobody wants is read for a while, then cut; its answer gets through', async () => {
    const clock = new ManualClock();
    const { url } = await startReal({}, { clock });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    let [answer, gone] = ['', false];
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('close', () => (gone = true));
    const endless = head('POST', '/runs/none/predict', 'Content-Length: 99999999').replace(
      'close',
      'keep-alive',
    );
    socket.write(endless);
    await expect.poll(() => answer).toContain('404');
    socket.write('more');
    expect(gone).toBe(false);
    await expect.poll(() => clock.advance(500) ?? gone).toBe(true);
  });
});
