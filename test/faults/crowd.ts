import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ClientFrame, encode } from '@rxgrad/wire';
import { RawWebSocket, frameOf, upgradeOf } from './raw-websocket.ts';

/** What a server uses, in bytes, and has used of a processor, in ms. */
export interface Usage {
  readonly connections: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly cpu: number;
}

const program = fileURLToPath(new URL('crowd-program.ts', import.meta.url));
const execArgv = ['--expose-gc', '--conditions=@rxgrad/source', '--import', 'tsx'];
/** So many at a time: the system's queue of connections that nobody has accepted yet is finite. */
const AT_ONCE = 500;
const ADDRESSES = 200;

const HELLO: ClientFrame = {
  op: 'hello',
  minVersion: 1,
  maxVersion: 1,
  name: 'crowd',
  client: 'crowd',
  encodings: [],
  maxFrame: 1 << 20,
};
const SUBSCRIBE = {
  op: 'subscribe',
  id: 1,
  run: 'run',
  channel: 'weights',
  mode: 'latest',
  encodings: ['f32'],
} as const;

/** A server of its own process, and as many bare connections to it as are asked for. */
export class Crowd {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** @param maxSlow how long, in ms, a socket may stay over the soft mark */
  static async start({ hidden = 0, maxSlow = 10_000 } = {}): Promise<Crowd> {
    const child = fork(program, [String(hidden), String(maxSlow)], { execArgv });
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the server ended')));
    const [{ port }] = (await Promise.race([once(child, 'message'), ended])) as [{ port: number }];
    ended.catch(() => {}); // from here on it ends when it is told to
    return new Crowd(child, port);
  }

  async usage(): Promise<Usage> {
    this.#child.send('usage');
    const [usage] = (await once(this.#child, 'message')) as [Usage];
    return usage;
  }

  /** How many sessions have ended with a close code, as `/metrics` tells. */
  async closed(code: number): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.port}/metrics`);
    const line = new RegExp(`^\\w*closes\\w*\\{[^}]*code="${code}"[^}]*\\} (\\d+)`, 'm');
    return Number(line.exec(await response.text())?.[1] ?? 0);
  }

  /** Connections that have been welcomed. */
  async join(count: number): Promise<readonly RawWebSocket[]> {
    const joined: RawWebSocket[] = [];
    for (let first = 0; first < count; first += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, i) =>
        this.joinOne(first + i),
      );
      joined.push(...(await Promise.all(some)));
    }
    return joined;
  }

  /** One that is welcomed; it tries again until it is. */
  async joinOne(index: number): Promise<RawWebSocket> {
    for (;;) {
      const raw = new RawWebSocket(this.port, `127.0.0.${2 + (index % ADDRESSES)}`);
      raw.socket.write(Buffer.concat([upgradeOf(this.port), frameOf(encode(HELLO))]));
      await Promise.race([raw.closed, once(raw.socket, 'data')]);
      if (!raw.socket.destroyed && raw.status === 101) return raw;
      raw.socket.destroy();
    }
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await once(this.#child, 'close');
  }
}

/** Asks for weights, at most so often a second (0: as often as there are any), and never reads again. */
export function neverRead(raw: RawWebSocket, maxHz: number): void {
  raw.socket.pause();
  raw.socket.write(frameOf(encode({ ...SUBSCRIBE, maxHz })));
}
