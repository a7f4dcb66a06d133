import { setMaxListeners } from 'node:events';
import type { Clock, Run } from '@rxgrad/stream';
import {
  ERRORS,
  type Reset,
  type RunInfo,
  type Status,
  type Subscribe,
  encode,
} from '@rxgrad/wire';
import type { Channel, Subscription } from '../channels/channel.ts';
import { EventsChannel } from '../channels/events/events-channel.ts';
import { MetricsChannel } from '../channels/metrics/metrics-channel.ts';
import { schemaFrame } from '../channels/weights/schema-frame.ts';
import { WeightsChannel } from '../channels/weights/weights-channel.ts';
import { Feeds } from '../ingest/feeds.ts';
import { Tally } from '../observe/counts.ts';
import { Refusal } from '../session/refusal.ts';

/** What a hosted run gets from its hub. */
export interface HostOptions {
  readonly clock: Clock;
  readonly epoch: number;
  readonly nextStream: () => number;
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
  readonly #gone = new AbortController();
  readonly #channels: { readonly [C in Subscribe['channel']]: Channel | undefined };

  /** @throws FrameError when its names or its schema are more than a frame can hold. */
  constructor(run: Run, { clock, epoch, nextStream }: HostOptions) {
    this.run = run;
    setMaxListeners(0, this.#gone.signal);
    this.#epoch = epoch;
    encode({ op: 'runs', runs: [this.info()] });
    const schema = schemaFrame(run);
    encode(schema);
    this.schemaHash = schema.hash;
    const onSetBack = (): void => this.reset('rollback');
    this.#channels = {
      weights: new WeightsChannel({ run, nextStream, epoch, clock, onSetBack }),
      metrics: new MetricsChannel({ run, stream: nextStream(), epoch, clock, onSetBack }),
      events: new EventsChannel(run, nextStream(), epoch),
      predictions: undefined,
    };
  }

  /** Which history of the run this is: another one after each reset. */
  get epoch(): number {
    return this.#epoch;
  }

  /**
   * The run's history is another one from here on, as after a rollback or a restore: all subscribers
   * start over in a new epoch. Call it once the model is as it is to be; weights whose version goes
   * back are noticed without it.
   */
  reset(reason: Reset['reason']): void {
    this.#epoch += 1;
    for (const channel of Object.values(this.#channels)) channel?.reset(this.#epoch, reason);
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

  /** @throws Refusal when there is no such channel. */
  channel(name: Subscribe['channel']): Channel {
    const channel = this.#channels[name];
    if (channel === undefined) {
      throw new Refusal(ERRORS.unknownChannel, `"${this.run.name}" has no channel ${name}`);
    }
    return channel;
  }

  /** Aborted once the run is not shown any more. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Ends what runs by itself. */
  close(): void {
    this.#gone.abort();
    for (const channel of Object.values(this.#channels)) channel?.close();
  }
}
