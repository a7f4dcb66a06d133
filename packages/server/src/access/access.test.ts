import { describe, expect, test } from 'vitest';
import { feed, hello } from '../../testing/frames.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';

describe('who may come in', () => {
  test.each([
    ['a foreign origin', { Origin: 'https://evil.example' }, 403],
    ['an origin that hides itself', { Origin: 'null' }, 403],
    ['our name with another port', { Origin: 'http://127.0.0.1:1' }, 403],
    ['a foreign host', { Host: 'evil.example' }, 421],
    ['a host that is none', { Host: 'a b' }, 421],
  ])('%s is refused', async (_what, headers, status) => {
    const { url } = await start();
    expect(await RawClient.refused(url, { headers })).toBe(status);
    if ('Host' in headers) return;
    const client = await RawClient.connect(url, { headers: { Origin: url } });
    await client.roundTrip();
  });

  test('names and origins that were told', async () => {
    const { url, server } = await start({}, { hosts: ['lab.example'], origins: ['http://a.test'] });
    await RawClient.connect(url, { headers: { Host: 'lab.example', Origin: 'http://a.test' } });
    await RawClient.connect(url, { headers: { Host: `localhost:${server.port}` } });
  });

  test('too many connections are refused before the upgrade', async () => {
    const { url } = await start({}, { maxConnectionsPerAddress: 2 });
    const first = await RawClient.connect(url);
    await RawClient.connect(url);
    expect(await RawClient.refused(url)).toBe(503);
    await first.leave();
    await expect
      .poll(() =>
        RawClient.connect(url).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });

  test('tokens give roles, and what a role may not do is refused', async () => {
    const tokens = { look: 'viewer', teach: 'feeder' } as const;
    const { url } = await start({ capacity: 8 }, { tokens });
    for (const token of [undefined, 'loo', 'look2', '']) {
      const stranger = await RawClient.connect(url, { hello: false });
      stranger.send(hello(token === undefined ? {} : { token }));
      expect((await stranger.closed).code).toBe(4501);
    }
    const viewer = await RawClient.connect(url, { hello: { token: 'look' } });
    viewer.send(feed({}));
    expect(await viewer.next('error')).toMatchObject({ reference: 1, code: 'forbidden' });
  });

  test('authenticate decides, also later, and its errors keep out', async () => {
    const { url } = await start(
      {},
      {
        authenticate: async ({ name }) => {
          if (name === 'bad') throw new Error('canary');
          return name === 'good' ? 'viewer' : undefined;
        },
      },
    );
    const good = await RawClient.connect(url, { hello: { name: 'good' } });
    await good.roundTrip();
    for (const name of ['bad', 'unknown']) {
      const client = await RawClient.connect(url, { hello: false });
      client.send(hello({ name }));
      const { code, reason } = await client.closed;
      expect(code).toBe(4501);
      expect(reason).not.toContain('canary');
    }
  });
});
