import type { Clock, Run } from '@rxgrad/stream';
import { ERRORS, RATES, type Reset, type Subscribe, chooseEncoding, encode } from '@rxgrad/wire';
import { Refusal } from '../../session/refusal.ts';
import type { Session } from '../../session/session.ts';
import type { Channel, Subscription } from '../channel.ts';
import { schemaFrame } from './schema-frame.ts';
import { selection } from './selection.ts';
import { Tier } from './tier.ts';

/** Each keeps a copy of the weights: there is a limit to what subscribers can ask for. */
const MOST_TIERS = 64;

/** What a channel of weights gets from its run's host. */
export interface WeightsChannelOptions {
  readonly run: Run;
  readonly nextStream: () => number;
  readonly epoch: number;
  readonly clock: Clock;
  /** The weights have gone back to an earlier version. */
  readonly onSetBack: () => void;
}

/** A run's weights, live, in as many tiers as subscribers ask for. */
export class WeightsChannel implements Channel {
  readonly #options: WeightsChannelOptions;
  readonly #tiers = new Map<string, Tier>();
  #epoch: number;

  constructor(options: WeightsChannelOptions) {
    this.#options = options;
    this.#epoch = options.epoch;
  }

  open(session: Session, frame: Subscribe): Subscription {
    if (frame.mode !== 'latest') {
      throw new Refusal(ERRORS.unsupported, 'weights come in mode latest');
    }
    const begin = () => session.send(schemaFrame(this.#options.run));
    return this.#tier(frame).open(session, frame.from, begin);
  }

  reset(epoch: number, reason: Reset['reason']): void {
    this.#epoch = epoch;
    const also = reason === 'schema' ? [encode(schemaFrame(this.#options.run))] : [];
    for (const tier of this.#tiers.values()) tier.reset(epoch, reason, also);
  }

  close(): void {
    for (const tier of this.#tiers.values()) tier.close();
    this.#tiers.clear();
  }

  #tier(frame: Subscribe): Tier {
    const hz = rateOf(frame.maxHz);
    const encoding = chooseEncoding(frame.encodings);
    const key = JSON.stringify([hz, encoding, frame.tensors?.toSorted()]);
    const known = this.#tiers.get(key);
    if (known !== undefined) return known;
    if (this.#tiers.size >= MOST_TIERS) {
      throw new Refusal(ERRORS.limit, `weights are served in ${MOST_TIERS} ways already`, true);
    }
    const { run, nextStream, clock, onSetBack } = this.#options;
    const tier = new Tier({
      run,
      read: selection(run.model, frame.tensors),
      stream: nextStream(),
      epoch: this.#epoch,
      hz,
      encoding,
      clock,
      onSetBack,
      onForgotten: () => this.#tiers.delete(key),
    });
    this.#tiers.set(key, tier);
    return tier;
  }
}

/** The fastest rate that is not too fast; 0 asks for as fast as there is. */
function rateOf(maxHz: number): number {
  const fastest = RATES[0];
  if (maxHz <= 0) return fastest;
  return RATES.find((rate) => rate <= maxHz) ?? (RATES.at(-1) as number);
}
