import type { Clock, Run } from '@rxgrad/stream';
import { ERRORS, type RunInfo, type Subscribe, encode } from '@rxgrad/wire';
import type { Channel } from '../channels/channel.ts';
import { EventsChannel } from '../channels/events/events-channel.ts';
import { MetricsChannel } from '../channels/metrics/metrics-channel.ts';
import { schemaFrame } from '../channels/weights/schema-frame.ts';
import { WeightsChannel } from '../channels/weights/weights-channel.ts';
import { Feeds } from '../ingest/feeds.ts';
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
  /** By which clients say for what they made their samples. */
  readonly schemaHash: string;
  readonly #channels: { readonly [C in Subscribe['channel']]: Channel | undefined };

  /** @throws FrameError when its names or its schema are more than a frame can hold. */
  constructor(run: Run, { clock, epoch, nextStream }: HostOptions) {
    this.run = run;
    encode({ op: 'runs', runs: [this.info()] });
    const schema = schemaFrame(run);
    encode(schema);
    this.schemaHash = schema.hash;
    this.#channels = {
      weights: new WeightsChannel(run, nextStream, epoch, clock),
      metrics: new MetricsChannel(run, nextStream(), epoch, clock),
      events: new EventsChannel(run, nextStream(), epoch),
      predictions: undefined,
    };
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

  /** Ends what runs by itself. */
  close(): void {
    for (const channel of Object.values(this.#channels)) channel?.close();
  }
}
