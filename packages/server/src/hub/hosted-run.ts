import { setMaxListeners } from 'node:events';
import type { Clock, Run } from '@rxgrad/stream';
import { type Reset, type RunInfo, type Status, type Subscribe, encode } from '@rxgrad/wire';
import type { Channel, Subscription } from '../channels/channel.ts';
import { EventsChannel } from '../channels/events/events-channel.ts';
import { MetricsChannel } from '../channels/metrics/metrics-channel.ts';
import { PredictionsChannel } from '../channels/predictions/predictions-channel.ts';
import { schemaFrame } from '../channels/weights/schema-frame.ts';
import { WeightsChannel } from '../channels/weights/weights-channel.ts';
import { Feeds } from '../ingest/feeds.ts';
import { Tally } from '../observe/counts.ts';

/** What a hosted run gets from its hub. */
export interface HostOptions {
  readonly clock: Clock;
  readonly epoch: number;
  readonly nextStream: () => number;
  /** Bytes that may wait for a reader of mode `all`. */
  readonly maxBacklog: number;
}

/** A run, and all that clients can have of it. */
export class HostedRun {
  readonly run: Run;
  readonly feeds = new Feeds();
  /** Samples from outside, by what became of them. */
  readonly fates = new Tally<Status>();
  /** Those that were opened on one of its channels. */
  readonly subscriptions = new WeakSet<Subscription>();
  /** By which clients say for what they made their samples. */
  readonly schemaHash: string;
  #epoch: number;
  /** Where the model was when it was looked at last. */
  #seen: { readonly epoch: number; readonly version: number };
  readonly #gone = new AbortController();
  readonly #channels: { readonly [C in Subscribe['channel']]: Channel };

  /** @throws FrameError when its names or its schema are more than a frame can hold. */
  constructor(run: Run, options: HostOptions) {
    const { clock, epoch, nextStream, maxBacklog } = options;
    this.run = run;
    setMaxListeners(0, this.#gone.signal);
    this.#epoch = epoch;
    this.#seen = { epoch: run.model.epoch, version: run.model.version };
    encode({ op: 'runs', runs: [this.info()] });
    const schema = schemaFrame(run);
    encode(schema);
    this.schemaHash = schema.hash;
    const setBack = (): boolean => this.#setBack();
    const onChange = (): void => this.reset('schema');
    const shared = { run, nextStream, epoch, clock, maxBacklog, setBack };
    this.#channels = {
      weights: new WeightsChannel({ ...shared, onChange }),
      metrics: new MetricsChannel(shared),
      events: new EventsChannel(shared),
      predictions: new PredictionsChannel(shared),
    };
  }

  /** Which history of the run this is: another one after each reset. */
  get epoch(): number {
    this.#setBack();
    return this.#epoch;
  }

  /**
   * The run's history is another one from here on, as after a rollback or a restore: all subscribers
   * start over in a new epoch. Call it once the model is as it is to be; a model that was restored
   * is noticed without it, too.
   */
  reset(reason: Reset['reason']): void {
    const { epoch, version } = this.run.model;
    this.#seen = { epoch, version };
    this.#epoch += 1;
    for (const channel of Object.values(this.#channels)) channel.reset(this.#epoch, reason);
  }

  /** Whether the model was restored since somebody looked; then all have started over. */
  #setBack(): boolean {
    const { epoch, version } = this.run.model;
    const back = version < this.#seen.version;
    if (!back && epoch === this.#seen.epoch) {
      this.#seen = { epoch, version };
      return false;
    }
    this.reset(back ? 'rollback' : 'restore');
    return true;
  }

  /** What everybody is told about it. */
  info(): RunInfo {
    const { name, state, inbox, lossFunction } = this.run;
    return {
      name,
      state: state === 'running' || state === 'failed' ? state : 'done',
      feedable: inbox !== undefined,
      ...(lossFunction === undefined ? {} : { loss: lossFunction.name }),
    };
  }

  /** One of its channels. */
  channel(name: Subscribe['channel']): Channel {
    return this.#channels[name];
  }

  /** Aborted once the run is not shown any more. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Ends what runs by itself. */
  close(): void {
    this.#gone.abort();
    for (const channel of Object.values(this.#channels)) channel.close();
  }
}
