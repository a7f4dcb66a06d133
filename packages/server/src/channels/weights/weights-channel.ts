import type { Run } from '@rxgrad/stream';
import { ERRORS, type Reset, type Subscribe, chooseEncoding, encode } from '@rxgrad/wire';
import { Refusal } from '../../session/refusal.ts';
import type { Session } from '../../session/session.ts';
import type { Channel, Subscription } from '../channel.ts';
import type { Hosted } from '../hosted.ts';
import { rateOf } from '../rate-of.ts';
import { schemaFrame } from './schema-frame.ts';
import { type RunState, isSameLayout, stateOf } from './run-state.ts';
import { Tier } from './tier.ts';

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
    const tier = this.#tier(frame);
    const largest = Math.ceil(Math.max(schema.byteLength, tier.frameBytes));
    const { maxFrame } = session.outbound;
    if (largest > maxFrame) {
      const why = `frames of these weights have up to ${largest} bytes, you take ${maxFrame}`;
      throw new Refusal(ERRORS.limit, why);
    }
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

  #tier(frame: Subscribe): Tier {
    // Every version comes exactly as it is, or it would not be that version.
    const lossless = frame.mode === 'all';
    const hz = lossless ? 0 : rateOf(frame.maxHz);
    const encoding = lossless ? 'f32' : chooseEncoding(frame.encodings);
    const state = frame.state === true && hasState(this.#options.run);
    const key = JSON.stringify([hz, encoding, frame.tensors?.toSorted(), state]);
    const known = this.#tiers.get(key);
    if (known !== undefined) return known;
    if (this.#tiers.size >= MOST_TIERS) {
      throw new Refusal(ERRORS.limit, `weights are served in ${MOST_TIERS} ways already`, true);
    }
    const tier = new Tier({
      ...this.#options,
      about: { ...frame, state },
      stream: this.#options.nextStream(),
      epoch: this.#epoch,
      hz,
      encoding,
      onForgotten: () => this.#tiers.delete(key),
    });
    this.#tiers.set(key, tier);
    return tier;
  }
}

/** A scaler that has seen nothing has none yet, but will. */
function hasState(run: Run): boolean {
  return run.preprocessing.length > 0 || stateOf(run).words > 0;
}
