import { type Reset, type Subscribe, encode } from '@rxgrad/wire';
import type { Session } from '../../session/session.ts';
import type { Channel, Subscription } from '../channel.ts';
import { EveryUpdate } from '../every-update.ts';
import type { Hosted } from '../hosted.ts';
import { rateOf } from '../rate-of.ts';
import { PredictionRows } from './prediction-rows.ts';
import { PredictionTier } from './prediction-tier.ts';

/**
 * What a run's pipeline predicts for each sample before it learns its label: the latest now and
 * then, or all of them.
 */
export class PredictionsChannel implements Channel {
  readonly #hosted: Hosted;
  readonly #tiers = new Map<number, PredictionTier>();
  readonly #all: EveryUpdate;
  #epoch: number;

  constructor(hosted: Hosted) {
    this.#hosted = hosted;
    this.#epoch = hosted.epoch;
    this.#all = new EveryUpdate(hosted, new PredictionRows());
  }

  open(session: Session, frame: Subscribe): Subscription {
    if (frame.mode === 'all') return this.#all.open(session, frame);
    const hz = rateOf(frame.maxHz);
    const tier = this.#tiers.get(hz) ?? new PredictionTier(this.#hosted, hz);
    this.#tiers.set(hz, tier);
    return tier.open(session, this.#epoch);
  }

  reset(epoch: number, reason: Reset['reason']): void {
    this.#epoch = epoch;
    for (const tier of this.#tiers.values()) {
      tier.reset((stream) => encode({ op: 'reset', stream, epoch, reason }));
    }
    this.#all.reset(epoch, reason);
  }

  close(): void {
    for (const tier of this.#tiers.values()) tier.close();
    this.#all.close();
  }
}
