import { describe, expect, it, onTestFinished } from 'vitest';
import { when, withPeer } from '../../testing/harness.ts';
import { ConnectionError, ForbiddenError, UnknownRunError } from '../errors.ts';
import { ControlError } from './control-error.ts';

const peers = withPeer();

describe('client.control', () => {
  it('says what to do, and resolves with where the run is then', async () => {
    const control = peers.client().control('cake');
    const paused = control.pause();
    const asked = await peers.peer.next('control');
    expect(asked).toMatchObject({ run: 'cake', action: 'pause', arguments: {} });
    peers.peer.send({ op: 'reply', request: asked.request, ok: true, version: 7, epoch: 3 });
    expect(await paused).toEqual({ version: 7, epoch: 3 });
  });

  it.each([
    ['resume', {}, (c: Steer) => c.resume()],
    ['step', { updates: 1 }, (c: Steer) => c.step()],
    ['step', { updates: 5 }, (c: Steer) => c.step(5)],
    ['set', { learningRate: 0.5 }, (c: Steer) => c.set({ learningRate: 0.5 })],
    ['checkpoint', {}, (c: Steer) => c.checkpoint()],
    ['checkpoint', { name: 'good' }, (c: Steer) => c.checkpoint('good')],
    ['rollback', { checkpoint: 'good' }, (c: Steer) => c.rollback('good')],
    ['rollback', { version: 7 }, (c: Steer) => c.rollback(7)],
  ] as const)('%s %j', async (action, told, steer) => {
    const done = steer(peers.client().control('cake'));
    const asked = await peers.peer.next('control');
    expect(asked).toMatchObject({ action, arguments: told });
    const result = { name: 'good', version: 7, step: 9 };
    peers.peer.send({
      op: 'reply',
      request: asked.request,
      ok: true,
      version: 7,
      epoch: 3,
      ...('checkpoint' === action || 'rollback' === action ? { result } : {}),
    });
    expect(await done).toMatchObject({ version: 7, epoch: 3 });
  });

  it('compares before it sets', async () => {
    const set = peers
      .client()
      .control('cake')
      .set({ learningRate: 1 }, { ifVersion: 6, ifEpoch: 3 });
    const asked = await peers.peer.next('control');
    expect(asked).toMatchObject({ ifVersion: 6, ifEpoch: 3 });
    const no = { op: 'reply', ok: false, version: 7, code: 'conflict', error: 'at 7' } as const;
    peers.peer.send({ ...no, request: asked.request + 100 }, { ...no, request: asked.request });
    const error: unknown = await set.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ControlError);
    expect(error).toMatchObject({ code: 'conflict', version: 7 });
  });

  it.each([
    ['forbidden', ForbiddenError],
    ['unknown-run', UnknownRunError],
  ] as const)('rejects when the server refuses: %s', async (code, type) => {
    const done = peers.client().control('cake').pause();
    const { request } = await peers.peer.next('control');
    peers.peer.send({ op: 'error', reference: request, code, temporary: false, message: 'no' });
    await expect(done).rejects.toBeInstanceOf(type);
  });

  it('rejects when the connection goes before the answer comes', async () => {
    const client = peers.client();
    const done = client.control('cake').pause();
    await peers.peer.next('control');
    peers.peer.cut();
    await expect(done).rejects.toThrow(/look at events/);
    await expect(done).rejects.toBeInstanceOf(ConnectionError);
    await when(client.state$, (state) => state === 'open');
    await client.close();
    await expect(client.control('cake').pause()).rejects.toBeInstanceOf(ConnectionError);
  });

  it('rejects what cannot be said, once', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const client = peers.client();
    await expect(client.control('x'.repeat(1_000)).pause()).rejects.toThrow('str ≤ 128');
    await client.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});

type Steer = ReturnType<ReturnType<typeof peers.client>['control']>;
