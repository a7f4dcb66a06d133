import {
  Random,
  dense,
  learner,
  logLoss,
  parameters,
  sequential,
  sgd,
  stream,
  train,
} from 'rxgrad';
import { serve } from 'rxgrad/server';
import { TierEncoder } from '@rxgrad/wire';
import { Subject, map } from 'rxjs';
import type { Update } from 'rxgrad';

// A server in a process of its own with one live run, of so many weights as it is told: `clock`, whose weights all say what
// time it is; or `training`, which learns flat out. Answers every message with what it has done so far.
const [kind = 'clock', weights = '256', epoch = '0'] = process.argv.slice(2);

/** Milliseconds that all processes of a machine agree on; small enough to be told by an f32 to 1/64 ms for some minutes. */
const now = (): number => Number(process.hrtime.bigint() / 1000n) / 1000 - Number(epoch);

function clock() {
  const model = parameters({ times: new Float32Array(Number(weights)) });
  const update$ = new Subject<Update>();
  const gradient = new Float32Array(Number(weights));
  const rule = sgd({ learningRate: 1 });
  setInterval(() => {
    const time = Math.fround(now());
    for (const [i, weight] of model.data.entries()) gradient[i] = weight - time;
    update$.next(model.gradient(gradient).update(rule));
  }, 2);
  return train({ name: 'run', model, update$ });
}

function training() {
  const inputs = Number(weights) - 1;
  const random = new Random(1);
  const samples = Array.from({ length: 64 }, () => ({
    x: Float32Array.from({ length: inputs }, () => random.normal()),
    y: random.integer(2),
  }));
  const model = sequential({ inputs, seed: 1 }, dense(1));
  const fast = learner(model, { loss: logLoss, optimizer: sgd({ learningRate: 1e-4 }) });
  const endless = {
    *[Symbol.iterator]() {
      for (;;) yield* samples;
    },
  };
  return train({ name: 'run', model, update$: stream(endless).pipe(map((s) => fast.learnOne(s))) });
}

/** How long each tick took to encode, in µs. */
const encodings: number[] = [];
// Taken off its class on purpose: it is called on the encoder that it is timed on.
// eslint-disable-next-line @typescript-eslint/unbound-method
const { tick } = TierEncoder.prototype;
TierEncoder.prototype.tick = function (this: TierEncoder, ...given) {
  const began = performance.now();
  const frames = tick.apply(this, given);
  encodings.push((performance.now() - began) * 1_000);
  return frames;
};

const run = kind === 'clock' ? clock() : training();
const { port } = await serve({
  port: 0,
  runs: [run],
  maxConnections: 20_000,
  maxConnectionsPerAddress: 20_000,
});
process.on('message', () => {
  process.send?.({ samples: run.progress().samples, encodings: encodings.splice(0) });
});
process.on('disconnect', () => process.exit());
process.send?.({ port });
