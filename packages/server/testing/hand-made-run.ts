import {
  type Inbox,
  type Progress,
  type Run,
  type RunEnd,
  type RunEvent,
  inbox,
} from '@rxgrad/stream';
import { NEVER, ReplaySubject } from 'rxjs';

/** What a hand-made run is made of. */
export interface HandMadeOptions {
  readonly name?: string;
  readonly weights?: Float32Array;
  /** Room in its inbox; without it the run takes no samples. */
  readonly capacity?: number;
}

/** A run that does what it is told, to the step. */
export class HandMadeRun {
  readonly name: string;
  readonly data: Float32Array;
  readonly events = new ReplaySubject<RunEvent>(256);
  readonly inbox: Inbox | undefined;
  state: Run['state'] = 'running';
  version = 0;
  progress: Progress = {
    step: 0,
    version: 0,
    samples: 0,
    rejected: 0,
    lossSum: 0,
    loss: Number.NaN,
    learningRate: 0.1,
    metrics: {},
  };
  #end: (end: RunEnd) => void = () => {};
  readonly run: Run;

  constructor({ name = 'made', weights = new Float32Array(3), capacity }: HandMadeOptions = {}) {
    this.name = name;
    this.data = weights;
    this.inbox = capacity === undefined ? undefined : inbox({ capacity });
    this.run = this.#makeRun();
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
  }

  /** Learns what is in the inbox; answers how many samples that were. */
  drain(): number {
    let count = 0;
    for (let sample = this.inbox?.take(); sample !== undefined; sample = this.inbox?.take()) {
      if (Number.isNaN(sample.x[0 as never])) {
        sample.receipt?.settle({ status: 'rejected', reason: 'not finite' });
      } else {
        this.step(() => {});
        sample.receipt?.settle({ status: 'applied', version: this.version });
      }
      count += 1;
    }
    return count;
  }

  finish(): void {
    this.state = 'completed';
    this.#end({ state: 'completed' });
  }

  #makeRun(): Run {
    const made = this;
    const model = {
      get data() {
        return made.data;
      },
      get version() {
        return made.version;
      },
      tensors: [{ name: 'w', shape: [made.data.length], offset: 0, length: made.data.length }],
    };
    return {
      name: made.name,
      model: model as never,
      lossFunction: undefined,
      get state() {
        return made.state;
      },
      update$: NEVER,
      rejected$: NEVER,
      event$: made.events,
      inbox: made.inbox,
      done: new Promise((resolve) => (made.#end = resolve)),
      progress: () => made.progress,
      predict: () => new Float32Array(1),
      stop: () => {},
    };
  }
}
