import type { Inbox, Progress, Run, RunEnd, RunEvent, Update } from '@rxgrad/stream';
import { NEVER, ReplaySubject, Subject } from 'rxjs';
import { unsteered } from './unsteered.ts';

/** What a hand-made run is made of. */
export interface HandMadeOptions {
  readonly name?: string;
  readonly weights?: Float32Array;
  /** Room in its inbox; without it the run takes no samples. */
  readonly capacity?: number;
}

type Offered = Parameters<Inbox['offer']>;

/** An inbox that is emptied by hand. */
class HandMadeInbox {
  readonly capacity: number;
  readonly waiting: Offered[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get free(): number {
    return this.capacity - this.waiting.length;
  }

  offer(...offered: Offered): boolean {
    if (this.free <= 0) return false;
    this.waiting.push(offered);
    return true;
  }

  offerBlock(...[{ x, size }, settle]: Parameters<Inbox['offerBlock']>): boolean {
    if (this.free < size) return false;
    const values = x instanceof Float32Array ? x : x.values;
    const width = values.length / size;
    for (let row = 0; row < size; row += 1) {
      const sample = { x: values.subarray(row * width, (row + 1) * width), y: 0 };
      this.offer(sample, (fate) => settle(row, row + 1, fate));
    }
    return true;
  }
}

/** A run that does what it is told, to the step. */
export class HandMadeRun {
  readonly name: string;
  readonly data: Float32Array;
  readonly events = new ReplaySubject<RunEvent>(256);
  readonly updates = new Subject<Update>();
  readonly inbox: HandMadeInbox | undefined;
  state: Run['state'] = 'running';
  version = 0;
  /** Restores of its weights. */
  epoch = 0;
  progress: Progress = {
    step: 0,
    version: 0,
    samples: 0,
    rejected: 0,
    lossSum: 0,
    loss: Number.NaN,
    learningRate: 0.1,
    metrics: {},
    baseline: {},
  };
  #end: (end: RunEnd) => void = () => {};
  readonly run: Run;

  constructor({ name = 'made', weights = new Float32Array(3), capacity }: HandMadeOptions = {}) {
    this.name = name;
    this.data = weights;
    this.inbox = capacity === undefined ? undefined : new HandMadeInbox(capacity);
    this.run = runOf(this, (end) => (this.#end = end));
  }

  /** One weight update. */
  step(change: (weights: Float32Array) => void, loss = 1): void {
    change(this.data);
    this.version += 1;
    const { step, samples, lossSum } = this.progress;
    this.progress = {
      ...this.progress,
      step: step + 1,
      samples: samples + 1,
      version: this.version,
      lossSum: lossSum + loss,
      loss,
    };
    if (this.updates.observed) this.updates.next(updateOf(this.version));
  }

  /** Weights and figures as they were at a version; each step made one. */
  rollBack(version: number, weights: Float32Array): void {
    this.data.set(weights);
    this.version = version;
    this.progress = { ...this.progress, version, step: version, samples: version };
  }

  /** Learns what is in the inbox; answers how many samples that were. */
  drain(): number {
    const offered = this.inbox?.waiting.splice(0) ?? [];
    for (const [{ x }, settle] of offered) {
      if (Number.isNaN((x as ArrayLike<number>)[0])) {
        settle({ status: 'rejected', reason: 'not finite' });
      } else {
        this.step(() => {});
        settle({ status: 'applied', version: this.version });
      }
    }
    return offered.length;
  }

  finish(): void {
    this.state = 'completed';
    this.#end({ state: 'completed' });
  }
}

function runOf(made: HandMadeRun, onEnd: (end: (how: RunEnd) => void) => void): Run {
  const tensors = tensorsOf(made.data.length);
  const model = {
    get data() {
      return made.data;
    },
    get version() {
      return made.version;
    },
    get epoch() {
      return made.epoch;
    },
    tensors,
    schema: () => ({
      hash: 'made',
      inputs: 0,
      outputs: 0,
      layers: [],
      tensors: tensors.map(({ name, shape, offset }) => ({ name, shape, dtype: 'f32', offset })),
    }),
  };
  return {
    ...unsteered,
    name: made.name,
    model: model as never,
    lossFunction: undefined,
    preprocessing: [],
    get state() {
      return made.state;
    },
    update$: made.updates,
    rejected$: NEVER,
    event$: made.events,
    inbox: made.inbox as unknown as Inbox | undefined,
    contributions: undefined,
    done: new Promise((resolve) => onEnd(resolve)),
    progress: () => made.progress,
    predict: () => new Float32Array(1),
    stop: () => {},
  };
}

/** An update of one sample, whose label is the version and whose prediction half of it. */
function updateOf(version: number): Update {
  const forward = { batch: { size: 1, label: () => version } };
  const gradient = { loss: { prediction: Float32Array.of(version / 2), forward } };
  return { gradient, version, size: 1 } as unknown as Update;
}

/** The first, the last, and what lies between them. */
function tensorsOf(length: number) {
  const tensor = (name: string, offset: number, size: number) => ({
    name,
    shape: [size],
    offset,
    length: size,
  });
  return [tensor('first', 0, 1), tensor('middle', 1, length - 2), tensor('last', length - 1, 1)];
}
