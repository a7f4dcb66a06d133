import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';
import { PageError } from '../errors.ts';
import { serve } from '../serve.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'assets', 'index-BQ3xYz12.js'), 'export {};');
  await writeFile(join(folder, '.secret'), 'hidden');
});

afterAll(() => rm(folder, { recursive: true }));

/** What a server answers to bytes that no HTTP library would send. */
function ask(url: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}

const get = (path: string, host = '127.0.0.1', more = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`;

describe('the page', () => {
  test('comes with its types, cache rules and policy', async () => {
    const { url } = await start({}, { page: folder });
    const index = await fetch(url);
    expect(index.status).toBe(200);
    expect(index.headers.get('content-type')).toContain('text/html');
    expect(index.headers.get('cache-control')).toBe('no-cache');
    expect(index.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(index.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await index.text()).toContain('page');
    const script = await fetch(`${url}/assets/index-BQ3xYz12.js`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(script.headers.get('cache-control')).toContain('immutable');
    const etag = script.headers.get('etag') ?? '';
    const again = await fetch(script.url, { headers: { 'If-None-Match': etag } });
    expect(again.status).toBe(304);
  });

  test.each([
    '/nothing',
    '/.secret',
    '/%2esecret',
    '/../package.json',
    '/..%2f..%2fetc/passwd',
    '/%',
    '/%00',
    '/assets',
    '/assets/../.secret',
  ])('%s is not there', async (path) => {
    const { url } = await start({}, { page: folder });
    expect(await ask(url, get(path))).toMatch(/^HTTP\/1.1 404 /);
  });

  test('a range that makes no sense does no harm', async () => {
    const { url } = await start({}, { page: folder });
    expect(await ask(url, get('/', '127.0.0.1', 'Range: bytes=5-2\r\n'))).toMatch(
      /^HTTP\/1.1 200 /,
    );
  });

  test('a folder without a page is an error', async () => {
    await expect(serve({ port: 0, page: join(folder, 'assets') })).rejects.toThrow(PageError);
  });
});

describe('beside the page', () => {
  test('health is told', async () => {
    const { url } = await start();
    await RawClient.connect(url);
    const health = await fetch(`${url}/health`);
    expect(await health.json()).toEqual({
      status: 'ok',
      connections: 1,
      runs: [{ name: 'made', state: 'running' }],
    });
    expect((await fetch(url)).status).toBe(404);
  });

  test('only reading is answered, and only by our own names', async () => {
    const { url } = await start();
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
    expect(await ask(url, get('/health', 'evil.example'))).toMatch(/^HTTP\/1.1 421 /);
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n'],
    [
      'a WebSocket without a key',
      get('/ws', '127.0.0.1', 'Upgrade: websocket\r\n').replace('close', 'Upgrade'),
    ],
    ['another upgrade', get('/ws', '127.0.0.1', 'Upgrade: h2c\r\n').replace('close', 'Upgrade')],
    ['too many headers', get('/health', '127.0.0.1', `X: ${'x'.repeat(20_000)}\r\n`)],
  ])('%s is refused, and the server stands', async (_what, request) => {
    const { url } = await start();
    expect(await ask(url, request)).toMatch(/^HTTP\/1.1 4\d\d /);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});
