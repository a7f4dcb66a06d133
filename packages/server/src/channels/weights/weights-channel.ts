import type { Run } from '@rxgrad/stream';
import { ERRORS, type Reset, type Subscribe, chooseEncoding, encode } from '@rxgrad/wire';
import { Refusal } from '../../session/refusal.ts';
import type { Session } from '../../session/session.ts';
import type { Channel, Subscription } from '../channel.ts';
import type { Hosted } from '../hosted.ts';
import { rateOf } from '../rate-of.ts';
import { schemaFrame } from './schema-frame.ts';
import { type RunState, isSameLayout, stateOf } from './run-state.ts';
import { Tier, type TierSettings } from './tier.ts';

/** Each keeps a copy of the weights: there is a limit to what subscribers can ask for. */
const MOST_TIERS = 64;

/** What a channel of weights gets from its run's host. */
export interface WeightsChannelOptions extends Hosted {
  /** State is laid out in another way than SCHEMA said. */
  readonly onChange: () => void;
}

/** A run's weights, live, in as many tiers as subscribers ask for. */
export class WeightsChannel implements Channel {
  readonly #options: WeightsChannelOptions;
  readonly #tiers = new Map<string, Tier>();
  #epoch: number;
  #schema: { readonly state: RunState; readonly bytes: Uint8Array } | undefined;

  constructor(options: WeightsChannelOptions) {
    this.#options = options;
    this.#epoch = options.epoch;
  }

  open(session: Session, frame: Subscribe): Subscription {
    const schema = this.#schemaBytes();
    const key = this.#keyOf(frame);
    const tier = this.#tiers.get(key) ?? this.#tierOf(frame, key);
    const largest = Math.ceil(Math.max(schema.byteLength, tier.frameBytes));
    const { maxFrame } = session.outbound;
    if (largest > maxFrame) {
      const why = `frames of these weights have up to ${largest} bytes, you take ${maxFrame}`;
      throw new Refusal(ERRORS.limit, why);
    }
    // Not before: one that nobody was let into would stay for ever.
    this.#tiers.set(key, tier);
    const begin = (): void => session.outbound.send(schema);
    return tier.open(session, frame, begin);
  }

  reset(epoch: number, reason: Reset['reason']): void {
    this.#epoch = epoch;
    const also = reason === 'schema' ? [this.#schemaBytes()] : [];
    for (const tier of this.#tiers.values()) tier.reset(epoch, reason, also);
  }

  close(): void {
    for (const tier of this.#tiers.values()) tier.close();
    this.#tiers.clear();
  }

  /** SCHEMA, made anew only when the state is laid out in another way. */
  #schemaBytes(): Uint8Array {
    const { run } = this.#options;
    const state = stateOf(run);
    if (this.#schema === undefined || !isSameLayout(this.#schema.state, state)) {
      this.#schema = { state, bytes: encode(schemaFrame(run)) };
    }
    return this.#schema.bytes;
  }

  /** Names the stream that a subscriber gets: all who ask for the same share it. */
  #keyOf(frame: Subscribe): string {
    const { hz, encoding, state } = this.#termsOf(frame);
    return JSON.stringify([hz, encoding, frame.tensors?.toSorted(), state]);
  }

  #termsOf(frame: Subscribe): Pick<TierSettings, 'hz' | 'encoding'> & { readonly state: boolean } {
    const state = frame.state === true && hasState(this.#options.run);
    // Every version comes exactly as it is, or it would not be that version.
    if (frame.mode === 'all') return { hz: 0, encoding: 'f32', state };
    return { hz: rateOf(frame.maxHz), encoding: chooseEncoding(frame.encodings), state };
  }

  #tierOf(frame: Subscribe, key: string): Tier {
    if (this.#tiers.size >= MOST_TIERS) {
      throw new Refusal(ERRORS.limit, `weights are served in ${MOST_TIERS} ways already`, true);
    }
    const { hz, encoding, state } = this.#termsOf(frame);
    return new Tier({
      ...this.#options,
      about: { ...frame, state },
      stream: this.#options.nextStream(),
      epoch: this.#epoch,
      hz,
      encoding,
      onForgotten: () => this.#tiers.delete(key),
    });
  }
}

/** A scaler that has seen nothing has none yet, but will. */
function hasState(run: Run): boolean {
  return run.preprocessing.length > 0 || stateOf(run).words > 0;
}
