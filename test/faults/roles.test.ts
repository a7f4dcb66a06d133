import { Writable } from 'node:stream';
import {
  type Authenticate,
  type Role,
  type ServeOptions,
  type Server,
  serve,
} from '@rxgrad/server';
import { type ClientFrame, type ServerFrame, encode } from '@rxgrad/wire';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { RawWebSocket, frameOf, upgradeOf } from './raw-websocket.ts';
import { INPUTS, startRun } from './runs.ts';

const CANARY = 'canary-0b8f3c1d77';
const ROLES: readonly Role[] = ['viewer', 'feeder', 'trainer', 'operator'];

const hello = (token: string): ClientFrame => ({
  op: 'hello',
  minVersion: 1,
  maxVersion: 1,
  name: 'roles',
  client: 'roles',
  encodings: [],
  maxFrame: 1 << 20,
  token,
});
const SAMPLES: ClientFrame = {
  op: 'samples',
  request: 1,
  run: 'run',
  feed: 'roles',
  first: 0,
  n: 1,
  x: new Float32Array(INPUTS),
  y: new Float32Array(1),
};
const GRADIENT: ClientFrame = {
  op: 'gradient',
  request: 2,
  run: 'run',
  kind: 'gradient',
  epoch: 0,
  base: 0,
  n: 1,
  part: 0,
  parts: 1,
  encoding: 'f32',
  first: 0,
  data: new Uint8Array(4),
  contributor: 'roles',
  sequence: 0,
};
const CONTROL: ClientFrame = {
  op: 'control',
  request: 3,
  run: 'run',
  action: 'pause',
  arguments: {},
};

/** Bare frames, out and in. */
class Talk {
  readonly raw: RawWebSocket;
  #pings = 0;

  private constructor(raw: RawWebSocket) {
    this.raw = raw;
  }

  static async start({ port }: Server, token: string): Promise<Talk> {
    const raw = new RawWebSocket(port);
    onTestFinished(() => void raw.socket.destroy());
    await raw.write(Buffer.concat([upgradeOf(port), frameOf(encode(hello(token)))]));
    return new Talk(raw);
  }

  say(...frames: readonly ClientFrame[]): void {
    for (const frame of frames) this.raw.socket.write(frameOf(encode(frame)));
  }

  /** What these requests have been refused, once all before and among them was dealt with. */
  async forbidden(...frames: readonly ClientFrame[]): Promise<readonly (number | undefined)[]> {
    const nonce = (this.#pings += 1);
    const from = this.raw.frames.length;
    this.say(...frames, { op: 'ping', nonce });
    const over = (frame: ServerFrame) => frame.op === 'pong' && frame.nonce === nonce;
    await vi.waitUntil(() => this.raw.frames.some(over), { timeout: 20_000 });
    return this.raw.frames
      .slice(from)
      .flatMap((frame) => (frame.op === 'error' && frame.code === 'forbidden' ? [frame] : []))
      .map(({ reference }) => reference);
  }
}

async function listen(options: ServeOptions): Promise<Server> {
  const { run } = startRun({ limit: 0 });
  const server = await serve({ port: 0, runs: [run], closeGrace: 100, ...options });
  onTestFinished(async () => {
    await server.close();
    run.stop();
  });
  return server;
}

const tokens = Object.fromEntries(ROLES.map((role) => [`${role}-token`, role]));

describe('a role', () => {
  test.each<[Role, readonly number[]]>([
    ['viewer', [1, 2, 3]],
    ['feeder', [2, 3]],
    ['trainer', [3]],
    ['operator', []],
  ])('of a %s allows no more than it should', async (role, refused) => {
    const talk = await Talk.start(await listen({ tokens }), `${role}-token`);
    expect(await talk.forbidden(SAMPLES, GRADIENT, CONTROL)).toEqual(refused);
  });

  test('that is swapped holds from then on, up and down', async () => {
    const talk = await Talk.start(await listen({ tokens }), 'operator-token');
    expect(await talk.forbidden(CONTROL)).toEqual([]);
    expect(await talk.forbidden({ op: 'refresh', token: 'viewer-token' }, CONTROL)).toEqual([3]);
    expect(await talk.forbidden(SAMPLES)).toEqual([1]);
    expect(await talk.forbidden({ op: 'refresh', token: 'feeder-token' }, SAMPLES)).toEqual([]);
    expect(await talk.forbidden(CONTROL)).toEqual([3]);
  });

  test('is that of the last token, also if an earlier one is looked up later', async () => {
    const lookups = new Map<string, (role: Role | undefined) => void>();
    const authenticate: Authenticate = ({ token = '' }) =>
      token === 'first' ? 'viewer' : new Promise((resolve) => lookups.set(token, resolve));
    const talk = await Talk.start(await listen({ authenticate }), 'first');
    talk.say({ op: 'refresh', token: 'strong' }, { op: 'refresh', token: 'none' });
    talk.say({ op: 'refresh', token: 'weak' });
    await expect.poll(() => lookups.size).toBe(3);
    lookups.get('weak')?.('feeder');
    expect(await talk.forbidden(SAMPLES, CONTROL)).toEqual([3]);
    lookups.get('strong')?.('operator');
    lookups.get('none')?.(undefined);
    expect(await talk.forbidden(SAMPLES, CONTROL)).toEqual([3]);
  });

  test('ends with its token: neither REFRESH nor another HELLO take one that has expired', async () => {
    let day = 1;
    const until: Readonly<Record<string, number>> = { first: 1, second: 2 };
    const authenticate: Authenticate = ({ token = '' }) =>
      day <= (until[token] ?? 0) ? 'feeder' : undefined;
    const server = await listen({ authenticate });
    const talk = await Talk.start(server, 'first');
    expect(await talk.forbidden(SAMPLES)).toEqual([]);
    day = 2;
    expect(await talk.forbidden({ op: 'refresh', token: 'second' }, SAMPLES)).toEqual([]);
    day = 3;
    talk.say({ op: 'refresh', token: 'second' });
    expect(await talk.raw.closed).toBe(4501);
    expect(await (await Talk.start(server, 'second')).raw.closed).toBe(4501);
  });
});

describe('a token', () => {
  const lines: string[] = [];
  const write = (chunk: Buffer, _encoding: unknown, done: () => void): void => {
    lines.push(chunk.toString());
    done();
  };
  const logger = pino({ level: 'trace' }, new Writable({ write }));

  test.each<[string, ServeOptions]>([
    ['that is known', { tokens: { [CANARY]: 'viewer', first: 'viewer' } }],
    ['that is not known', { tokens: { first: 'viewer' } }],
    [
      'over which the hook fails',
      {
        authenticate: ({ token = '' }) => {
          if (token !== 'first') throw new Error(`what is ${token}?`);
          return 'viewer';
        },
      },
    ],
  ])('%s is told nowhere: refreshed, cut at any byte, or too long', async (_what, options) => {
    const server = await listen({ ...options, logger });
    const talk = await Talk.start(server, 'first');
    talk.say({ op: 'refresh', token: CANARY });
    talk.say(CONTROL, SAMPLES);
    const told: string[] = [];
    const whole = encode(hello(CANARY.repeat(100)));
    for (let length = 0; length < whole.length; length += 7) {
      const raw = new RawWebSocket(server.port);
      const cut = frameOf(whole.subarray(0, length));
      await raw.write(Buffer.concat([upgradeOf(server.port), cut]));
      expect([4500, 1007]).toContain(await raw.closed);
      told.push(raw.head, raw.reason);
    }
    talk.raw.socket.destroy();
    told.push(JSON.stringify(talk.raw.frames), talk.raw.reason);
    told.push(await (await fetch(`${server.url}/metrics`)).text());
    await server.close();
    expect(lines.length).toBeGreaterThan(0);
    expect([...lines, ...told].join('\n')).not.toContain(CANARY);
  });
});
