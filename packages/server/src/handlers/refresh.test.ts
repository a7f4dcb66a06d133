import { expect, test } from 'vitest';
import { feed } from '../../testing/frames.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';
import type { Role } from '../access/roles.ts';

test('a token that was told before the last one is void, however late it is looked up', async () => {
  const lookups: ((role: Role | undefined) => void)[] = [];
  const authenticate = ({ token }: { readonly token?: string }) =>
    token === undefined ? 'viewer' : new Promise<Role | undefined>((found) => lookups.push(found));
  const { url } = await start({ capacity: 8 }, { authenticate });
  const client = await RawClient.connect(url);
  for (const token of ['strong', 'none', 'weak']) client.send({ op: 'refresh', token });
  await client.roundTrip();
  lookups[2]?.('viewer');
  lookups[0]?.('operator');
  lookups[1]?.(undefined);
  client.send(feed({}));
  expect(await client.next('error')).toMatchObject({ code: 'forbidden' });
  await client.roundTrip();
});
