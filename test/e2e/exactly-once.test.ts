import {
  Block,
  type Model,
  type Sample,
  type Update,
  dense,
  inbox,
  learn,
  learner,
  sequential,
  sgd,
  squaredError,
  stream,
  train,
} from 'rxgrad';
import { type FeedBlock, type FeedSample, connect } from 'rxgrad/client';
import { serve } from 'rxgrad/server';
import { type Result, SUBPROTOCOL, type Samples, decodeFromServer, encode } from '@rxgrad/wire';
import * as fc from 'fast-check';
import { once } from 'node:events';
import { type Observable, lastValueFrom, tap, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

const INPUTS = 3;
const options = () => ({ loss: squaredError, optimizer: sgd({ learningRate: 0.02 }) });
const newModel = (): Model => sequential({ inputs: INPUTS, seed: 1 }, dense(1));

/** Sample i of every feed here; one in 97 can't be learned. */
function sampleAt(i: number): Sample {
  const x = Float32Array.from({ length: INPUTS }, (_, j) => Math.sin(i * INPUTS + j));
  return { x, y: i % 97 === 96 ? Number.NaN : Math.cos(i) };
}

function blockOf(first: number, n: number): Block {
  const samples = Array.from({ length: n }, (_, i) => sampleAt(first + i));
  const x = Float32Array.from(samples.flatMap((sample) => [...(sample.x as Float32Array)]));
  return new Block(
    x,
    Float32Array.from(samples, ({ y }) => y as number),
    n,
  );
}

/** The weights of a model that learned samples 0 … count − 1, each once, in order. */
function learnedHere(count: number): readonly number[] {
  const model = newModel();
  const one = learner(model, options());
  for (let i = 0; i < count; i += 1) {
    const sample = sampleAt(i);
    if (Number.isFinite(sample.y)) one.learnOne(sample);
  }
  return [...model.data];
}

/** A server with one run, fed as blocks or as samples. */
async function serveRun(as: 'blocks' | 'samples', capacity: number) {
  const fed = inbox({ capacity });
  const model = newModel();
  const learning = learn(model, options());
  const update$: Observable<Update> =
    as === 'blocks' ? stream(fed.blocks()).pipe(learning) : stream(fed).pipe(learning);
  const run = train({
    name: 'fed',
    model,
    update$,
    inbox: fed,
  });
  const server = await serve({ port: 0, runs: [run], closeGrace: 100 });
  onTestFinished(async () => {
    run.stop();
    await server.close();
  });
  return { model, run, url: server.url };
}

/** A feeder that does as it is told: any samples, in any order, as often as it likes. */
class BareFeeder {
  readonly #socket: WebSocket;
  readonly #results: Result[] = [];
  #wake: () => void = () => {};
  #request = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const frame = decodeFromServer(data);
      if (frame.op === 'result') this.#results.push(frame);
      this.#wake();
    });
  }

  static async connect(url: string): Promise<BareFeeder> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, [SUBPROTOCOL]);
    const feeder = new BareFeeder(socket);
    await once(socket, 'open');
    const hello = {
      op: 'hello',
      minVersion: 1,
      maxVersion: 1,
      name: 'bare',
      client: 'bare',
    } as const;
    socket.send(encode({ ...hello, encodings: [], maxFrame: 1 << 20 }));
    return feeder;
  }

  /** Sends samples under a request of their own. */
  send(first: number, n: number): number {
    const { x, y } = blockOf(first, n);
    const request = (this.#request += 1);
    const frame: Samples = {
      op: 'samples',
      request,
      run: 'fed',
      feed: 'f',
      first,
      n,
      x: x as Float32Array,
      y,
    };
    this.#socket.send(encode(frame));
    return request;
  }

  /** Resolves with all that is told about a request, once it is told to its end. */
  async fates(request: number, end: number): Promise<readonly Result[]> {
    for (;;) {
      const told = this.#results.filter((result) => result.request === request);
      if (told.at(-1)?.upTo === end) return told;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Hangs up without a word. */
  async cut(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }
}

/** Where a frame begins, from what is to come on; how long it is; whether the connection is cut behind it. */
const steps = fc.array(
  fc.record({
    offset: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.integer({ min: -60, max: 40 }) },
    ),
    n: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 100 })),
    wait: fc.boolean(),
    cut: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
  }),
  { minLength: 5, maxLength: 40 },
);

describe.each(['blocks', 'samples'] as const)('a run that is fed %s', (as) => {
  it('learns each sample once, whatever is repeated, skipped or cut off', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (walk) => {
        const { model, run, url } = await serveRun(as, 500);
        let feeder = await BareFeeder.connect(url);
        // A feed that is not known starts wherever it says.
        await feeder.fates(feeder.send(0, 1), 1);
        let next = 1;
        for (const { offset, n, wait, cut } of walk) {
          const first = Math.max(0, next + offset);
          const request = feeder.send(first, n);
          if (cut) {
            await feeder.cut();
            feeder = await BareFeeder.connect(url);
          } else if (wait || offset !== 0) {
            const fates = await feeder.fates(request, first + n);
            const taken = fates.filter(({ status }) => status !== 'throttled').at(-1)?.upTo ?? 0;
            next = Math.max(next, taken);
          } else {
            next = first + n;
          }
        }
        // What was lost or thrown back is sent again from the start: repeats are harmless.
        const count = next + 100;
        for (let first = 0; first < count;) {
          const n = Math.min(50, count - first);
          const fates = await feeder.fates(feeder.send(first, n), first + n);
          if (fates.every(({ status }) => status !== 'throttled')) first += n;
        }
        await feeder.cut();
        const bad = Math.floor(count / 97);
        // Taken, but told `duplicate` before they were learned: the run is still at it.
        await expect.poll(() => run.progress().samples + run.progress().rejected).toBe(count);
        expect(run.progress().rejected).toBe(bad);
        expect([...model.data]).toEqual(learnedHere(count));
      }),
      { numRuns: 12 },
    );
  });

  it('learns all that a client feeds it, through cuts and a full inbox', async () => {
    const { model, url } = await serveRun(as, 300);
    const sockets: WebSocket[] = [];
    class CutSocket extends WebSocket {
      constructor(address: string, protocols?: string | string[]) {
        super(address, protocols);
        sockets.push(this);
      }
    }
    const client = connect(url, { WebSocket: CutSocket, backoff: { initial: 1, max: 2 } });
    const count = 6_000;
    let cutAt = 500;
    const told$ = client.feed('fed', mixed(count), { id: 'f' }).pipe(
      tap(({ index }) => {
        if (index < cutAt) return;
        cutAt += 1_100;
        sockets.at(-1)?.terminate();
      }),
      toArray(),
    );
    const fates = await lastValueFrom(told$);
    expect(sockets.length).toBeGreaterThan(4);
    expect(fates.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, i) => i));
    const wrong = fates.filter(({ index, status }) => {
      const expected = index % 97 === 96 ? ['rejected', 'duplicate'] : ['applied', 'duplicate'];
      return !expected.includes(status);
    });
    expect(wrong).toEqual([]);
    expect([...model.data]).toEqual(learnedHere(count));
    await client.close();
  });
});

/** All samples in order, some of them in blocks. */
function* mixed(count: number): Generator<FeedSample | FeedBlock> {
  for (let first = 0; first < count;) {
    const n = Math.min(count - first, [1, 1, 1, 100, 7, 700][first % 6] as number);
    if (n === 1) yield sampleAt(first) as FeedSample;
    else yield blockOf(first, n);
    first += n;
  }
}
