import { CLOSE, encode } from '@rxgrad/wire';
import { VirtualTimeScheduler, asyncScheduler, type SchedulerLike } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Recorder, when, withPeer } from '../testing/harness.ts';
import { welcome } from '../testing/scripted-peer.ts';
import { connect } from './connect.ts';
import {
  ConnectionError,
  ForbiddenError,
  ProtocolError,
  UnauthenticatedError,
  VersionError,
} from './errors.ts';

const setup = withPeer();

describe('connect', () => {
  it('says HELLO with the token in it, and is open at WELCOME', async () => {
    const client = setup.client({ name: 'probe', id: 'me', token: 's3cret' });
    const state = new Recorder(client.state$);
    const hello = await setup.peer.next('hello');
    expect(hello).toMatchObject({ name: 'probe', client: 'me', token: 's3cret', minVersion: 1 });
    expect(await state.count(2)).toEqual(['connecting', 'open']);
    expect(await when(client.runs$, () => true)).toEqual(welcome.runs);
  });

  it('tells the runs again when they change', async () => {
    const client = setup.client();
    const runs = new Recorder(client.runs$);
    await runs.count(1);
    setup.peer.send({ op: 'runs', runs: [] });
    expect((await runs.count(2))[1]).toEqual([]);
  });

  it('asks for a fresh token at every reconnect', async () => {
    let tokens = 0;
    setup.client({ token: () => Promise.resolve(`token ${++tokens}`) });
    expect((await setup.peer.next('hello')).token).toBe('token 1');
    setup.peer.cut();
    expect(await setup.peer.next('hello')).toMatchObject({ token: 'token 2' });
  });

  it('says a token that changed while it was being let in', async () => {
    setup.peer.welcome = undefined;
    const client = setup.client({ token: 'old' });
    expect((await setup.peer.next('hello')).token).toBe('old');
    client.refresh('new');
    setup.peer.send(welcome);
    expect(await setup.peer.next('refresh')).toMatchObject({ token: 'new' });
    setup.peer.welcome = welcome;
    setup.peer.cut();
    expect((await setup.peer.next('hello')).token).toBe('new');
    const refused = client
      .control('cake')
      .pause()
      .catch((error: unknown) => error);
    await setup.peer.next('control');
    expect(setup.peer.pending('refresh')).toBe(0);
    await client.close();
    expect(await refused).toBeInstanceOf(ConnectionError);
  });

  it('ends with an error, not the process, when its HELLO cannot be said', async () => {
    const client = setup.client({ token: 'x'.repeat(10_000) });
    expect(await new Recorder(client.state$).end()).toBeInstanceOf(ConnectionError);
  });

  it('reconnects after a cut with the same identity, and offers its session', async () => {
    const client = setup.client();
    const state = new Recorder(client.state$);
    const first = await setup.peer.next('hello');
    await state.count(2);
    setup.peer.cut();
    const second = await setup.peer.next('hello');
    expect(second).toMatchObject({ client: first.client, resume: 's' });
    expect(await state.count(4)).toEqual(['connecting', 'open', 'reconnecting', 'open']);
  });

  it.each([CLOSE.restart, CLOSE.slow, CLOSE.goingAway, CLOSE.internal])(
    'reconnects after close code %i',
    async (code) => {
      const client = setup.client();
      const state = new Recorder(client.state$);
      await state.count(2);
      setup.peer.closeWith(code);
      expect((await state.count(4)).slice(2)).toEqual(['reconnecting', 'open']);
    },
  );

  it.each([
    [CLOSE.malformed, ProtocolError],
    [CLOSE.unauthenticated, UnauthenticatedError],
    [CLOSE.forbidden, ForbiddenError],
    [CLOSE.version, VersionError],
  ])('gives up at close code %i', async (code, Type) => {
    const client = setup.client();
    const state = new Recorder(client.state$);
    await state.count(2);
    setup.peer.closeWith(code, 'because');
    expect(await state.end()).toBeInstanceOf(Type);
    expect(state.values).toEqual(['connecting', 'open', 'closed']);
    expect(setup.peer.sockets).toBe(1);
    await client.close();
  });

  it.each<[string, Uint8Array | string]>([
    ['bytes that are no frame', Uint8Array.of(0xc1)],
    ['a frame of the wrong side', encode({ op: 'unsubscribe', id: 1 })],
    ['text', 'hello'],
    ['WELCOME twice', encode(welcome)],
  ])('ends with a ProtocolError at %s, for every subscriber', async (_, bytes) => {
    const client = setup.client();
    const all = [client.state$, client.runs$, client.metrics$('cake'), client.weights$('cake')];
    const recorders = all.map((each) => new Recorder<unknown>(each));
    await recorders[0]?.count(2);
    if (typeof bytes === 'string') setup.peer.sendText(bytes);
    else setup.peer.send(bytes);
    for (const each of recorders) expect(await each.end()).toBeInstanceOf(ProtocolError);
    expect(await new Recorder(client.events$('cake')).end()).toBeInstanceOf(ProtocolError);
  });

  it('refuses frames before WELCOME', async () => {
    setup.peer.welcome = undefined;
    const state = new Recorder(setup.client().state$);
    await setup.peer.next('hello');
    setup.peer.send({ op: 'runs', runs: [] });
    expect(String(await state.end())).toMatch('runs before welcome');
  });

  it('refuses a server that does not speak the subprotocol', async () => {
    setup.peer.server.options.handleProtocols = () => false;
    const state = new Recorder(setup.client({ attempts: 1 }).state$);
    expect(await state.end()).toBeInstanceOf(Error);
  });

  it('gives up after so many attempts', async () => {
    const { url } = setup.peer;
    await setup.peer.stop();
    const client = connect(url, { WebSocket, attempts: 3, backoff: { initial: 1, max: 1 } });
    expect(await new Recorder(client.state$).end()).toBeInstanceOf(ConnectionError);
    await client.close();
  });

  it('says what is missing on a platform without WebSocket, or with a bad URL', async () => {
    const platform = globalThis as { WebSocket?: unknown };
    const theirs = platform.WebSocket;
    delete platform.WebSocket;
    expect(() => connect('ws://127.0.0.1')).toThrow(ConnectionError);
    platform.WebSocket = theirs;
    const client = connect('nonsense', { WebSocket });
    expect(await new Recorder(client.state$).end()).toBeInstanceOf(ConnectionError);
  });

  it('closes whatever it is doing, and leaves no timer', async () => {
    const idle = setup.client();
    const state = new Recorder(idle.state$);
    await state.count(2);
    await idle.close();
    expect(state.values.at(-1)).toBe('closed');
    expect(state.completed).toBe(true);

    const connecting = setup.client();
    await connecting.close();

    const scheduler = new VirtualTimeScheduler();
    const waiting = connect('ws://127.0.0.1:1', { WebSocket, scheduler, random: () => 0.5 });
    const waits = new Recorder(waiting.state$);
    await waits.count(1);
    await waiting.close();
    expect(scheduler.actions.filter((action) => !action.closed)).toEqual([]);
  });

  it('answers the server’s PING, and measures its own', async () => {
    const client = setup.client();
    await when(client.state$, (state) => state === 'open');
    setup.peer.send({ op: 'ping', nonce: 7 });
    expect(await setup.peer.next('pong')).toEqual({ op: 'pong', nonce: 7 });
    const time = client.ping();
    const { nonce } = await setup.peer.next('ping');
    setup.peer.send({ op: 'pong', nonce });
    expect(await time).toBeGreaterThanOrEqual(0);
  });

  it('a ping waits for the connection, and fails with it', async () => {
    const client = setup.client();
    const lost = client.ping();
    await setup.peer.next('ping');
    setup.peer.cut();
    await expect(lost).rejects.toThrow(ConnectionError);
  });

  it('reconnects when a server that drains closes, as late as it was told', async () => {
    const waits: number[] = [];
    const client = setup.client({ random: () => 0 });
    const state = new Recorder(client.state$);
    await state.count(2);
    const start = Date.now();
    setup.peer.send({ op: 'drain', min: 60, max: 80, reason: 'restart' });
    setup.peer.closeWith(CLOSE.restart);
    await state.count(4);
    waits.push(Date.now() - start);
    expect(waits[0]).toBeGreaterThanOrEqual(55);
  });

  it('waits no shorter for being told to wait for weeks', async () => {
    const waits: number[] = [];
    const schedule = ((work: () => void, delay?: number) => {
      if (delay !== undefined) waits.push(delay);
      return asyncScheduler.schedule(work, delay);
    }) as SchedulerLike['schedule'];
    setup.peer.welcome = { ...welcome, heartbeat: 2 ** 32 - 1 };
    const client = setup.client({ scheduler: { now: () => Date.now(), schedule } });
    const state = new Recorder(client.state$);
    await state.count(2);
    setup.peer.send({ op: 'drain', min: 2 ** 32 - 1, max: 2 ** 32 - 1, reason: 'vacation' });
    setup.peer.closeWith(CLOSE.restart);
    await state.count(3);
    expect(waits.filter((wait) => wait === 2 ** 31 - 1)).toHaveLength(2);
    expect(Math.max(...waits)).toBe(2 ** 31 - 1);
  });

  it('cuts a peer that is silent for three heartbeats', async () => {
    setup.peer.welcome = { ...welcome, heartbeat: 20 };
    const client = setup.client();
    const state = new Recorder(client.state$);
    expect((await state.count(4)).slice(2)).toEqual(['reconnecting', 'open']);
    expect(setup.peer.pending('ping')).toBeGreaterThan(0);
  });
});
