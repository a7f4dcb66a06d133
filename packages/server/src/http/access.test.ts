import { describe, expect, test } from 'vitest';
import { start } from '../../testing/start.ts';

const tokens = { 'look-here': 'viewer', 'teach-it': 'feeder', 'do all': 'operator' } as const;
const as = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
const feed = (token?: string) => ({
  method: 'POST',
  headers: {
    'Content-Type': 'application/x-ndjson',
    ...(token === undefined ? {} : as(token).headers),
  },
  body: '',
});

describe('who may ask', () => {
  test.each([
    '/runs',
    '/runs/made',
    '/runs/made/weights',
    '/runs/made/events',
    '/metrics',
    '/runs/none',
  ])('%s takes a token that is known', async (path) => {
    const { url } = await start({}, { tokens });
    for (const headers of [
      {},
      { Authorization: 'Bearer other' },
      { Authorization: 'Bearer' },
      { Authorization: 'Basic look-here' },
      { Authorization: `Bearer ${'x'.repeat(3_000)}` },
    ]) {
      const response = await fetch(url + path, { headers: headers as Record<string, string> });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(await response.json()).toMatchObject({ error: { code: 'unauthenticated' } });
    }
    expect((await fetch(`${url}${path}?token=look-here`)).status).toBe(401);
  });

  test('roles: a viewer looks, a feeder feeds, an operator may all of it', async () => {
    const { url } = await start({ capacity: 1 }, { tokens });
    const samples = `${url}/runs/made/samples`;
    expect((await fetch(`${url}/runs`, as('look-here'))).status).toBe(200);
    expect((await fetch(samples, feed())).status).toBe(401);
    expect((await fetch(samples, feed('look-here'))).status).toBe(403);
    expect((await fetch(samples, feed('teach-it'))).status).toBe(200);
    expect((await fetch(samples, feed('do all'))).status).toBe(200);
    expect(
      (await fetch(`${url}/runs`, { headers: { authorization: 'bearer   teach-it ' } })).status,
    ).toBe(200);
  });

  test('a hook of one’s own is asked with the token, and its errors keep out', async () => {
    const { url } = await start(
      {},
      {
        authenticate: async ({ token, client, name }) => {
          if (token === 'bad') throw new Error('broken');
          return token === 'good' && client === 'http' && name === 'me' ? 'viewer' : undefined;
        },
      },
    );
    const ask = async (token: string) =>
      (
        await fetch(`${url}/runs`, {
          headers: { Authorization: `Bearer ${token}`, 'User-Agent': 'me' },
        })
      ).status;
    expect(await ask('good')).toBe(200);
    expect(await ask('bad')).toBe(401);
    expect(await ask('other')).toBe(401);
  });

  test('health and readiness are everybody’s; who is known is told more', async () => {
    const { url } = await start({}, { tokens });
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/health`, as('look-here'))).json()).toEqual({
      status: 'ok',
      connections: 0,
      runs: [{ name: 'made', state: 'running' }],
    });
    expect(await (await fetch(`${url}/ready`)).json()).toEqual({ ready: true });
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
  });

  test('a full server is alive, but not ready', async () => {
    const { url } = await start({}, { maxConnections: 1 });
    const held = await fetch(`${url}/runs/made/events`);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/ready`)).status).toBe(503);
    await held.body?.cancel();
  });
});

describe('where from', () => {
  const origin = 'http://a.test';

  test('the page of a known origin may ask, and read the answer', async () => {
    const { url } = await start({}, { origins: [origin] });
    const asked = await fetch(`${url}/runs/made/samples`, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    expect(asked.headers.get('access-control-allow-headers')).toContain('Authorization');
    const runs = await fetch(`${url}/runs`, { headers: { Origin: origin } });
    expect(runs.headers.get('access-control-allow-origin')).toBe(origin);
    expect(runs.headers.get('vary')).toBe('Origin');
  });

  test.each(['https://evil.example', 'null'])('%s may not', async (foreign) => {
    const { url } = await start({}, { origins: [origin] });
    for (const method of ['GET', 'OPTIONS']) {
      const response = await fetch(`${url}/runs`, { method, headers: { Origin: foreign } });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('what is asked', () => {
  test.each([
    ['DELETE', '/runs', 405, 'GET, HEAD, OPTIONS'],
    ['GET', '/runs/made/samples', 405, 'POST, OPTIONS'],
    ['GET', '/runs/other', 404, null],
    ['GET', '/runs/made/nothing', 404, null],
    ['GET', '/runs//weights', 404, null],
    ['GET', '/runs/%ff', 400, null],
  ])('%s %s: %i', async (method, path, status, allow) => {
    const { url } = await start();
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe(allow);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String) } });
  });

  test('a run by a name that a URL can’t hold', async () => {
    const { url } = await start({ name: 'a/b ü?' });
    const response = await fetch(`${url}/runs/${encodeURIComponent('a/b ü?')}`);
    expect(await response.json()).toMatchObject({ name: 'a/b ü?', progress: { loss: null } });
  });
});
