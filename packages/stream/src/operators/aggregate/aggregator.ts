import type { Gradient } from '@rxgrad/model';
import { Subscriber } from 'rxjs';
import type { Contribution } from '../../contributions/contribution.ts';
import type { Valve } from '../../control/valve.ts';
import type { Settings } from './aggregate-options.ts';
import { type Voice, combine } from './combine.ts';

/** Gathers contributions until there are enough for a gradient. */
export class Aggregator extends Subscriber<Contribution> implements Valve {
  readonly #settings: Settings;
  /** By contributor: each has one voice. */
  readonly #gathered = new Map<string, Contribution>();
  #callOff: (() => void) | undefined;
  #overdue = false;
  #held = false;

  constructor(destination: Subscriber<Gradient>, settings: Settings) {
    super(destination);
    this.#settings = settings;
    this.add(() => this.#abandon());
  }

  /** A round that is overdue waits until the run goes on. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#closeIfDue();
  }

  protected override _next(contribution: Contribution): void {
    if (isStale(contribution, this.#settings)) return tellStale(contribution);
    this.#dropStale();
    const { contributor } = contribution;
    if (this.#gathered.has(contributor)) {
      const reason = `one of "${contributor}" waits already, each has one voice`;
      return contribution.settle({ status: 'rejected', reason });
    }
    this.#gathered.set(contributor, contribution);
    if (this.#gathered.size === 1) this.#startClock();
    this.#closeIfDue();
  }

  protected override _complete(): void {
    this.#dropStale();
    if (this.#gathered.size >= this.#settings.minimum) this.#close();
    super._complete();
  }

  #startClock(): void {
    const { timeout, clock } = this.#settings;
    if (timeout === Infinity) return;
    this.#callOff = clock.after(timeout, () => {
      this.#overdue = true;
      this.#closeIfDue();
    });
  }

  #closeIfDue(): void {
    this.#dropStale();
    const { size, minimum } = this.#settings;
    const enough = this.#overdue && !this.#held ? minimum : size;
    if (this.#gathered.size >= enough) this.#close();
  }

  /** Makes a gradient of what was gathered; the order in which it came makes no difference. */
  #close(): void {
    const contributions = [...this.#gathered.values()].sort(byContributor);
    this.#reset();
    const [first] = contributions;
    if (first === undefined) return;
    const { model } = first;
    const before = model.version;
    this.#emit(contributions);
    const { version } = model;
    for (const each of contributions) {
      if (version > before) each.settle({ status: 'applied', version });
      else each.settle({ status: 'rejected', reason: 'the pipeline made no update of it' });
    }
  }

  #emit(contributions: readonly Contribution[]): void {
    let gradient: Gradient;
    try {
      gradient = gradientOf(contributions, this.#settings);
    } catch (error) {
      return this.error(error);
    }
    this.destination.next(gradient);
  }

  /** Something else has moved the weights on, or back, since they came. */
  #dropStale(): void {
    for (const [contributor, contribution] of this.#gathered) {
      if (!isStale(contribution, this.#settings)) continue;
      this.#gathered.delete(contributor);
      tellStale(contribution);
    }
    // With its first contribution a round has lost its beginning: the next one to come begins another.
    if (this.#gathered.size === 0) this.#reset();
  }

  #reset(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#overdue = false;
    this.#gathered.clear();
  }

  #abandon(): void {
    const left = [...this.#gathered.values()];
    this.#reset();
    for (const each of left) each.settle({ status: 'rejected', reason: 'the run was stopped' });
  }
}

function gradientOf(contributions: readonly Contribution[], settings: Settings): Gradient {
  const { robust, trim } = settings;
  const voices = contributions.map((each) => voiceOf(each, settings));
  const losses = contributions.map(({ loss }, i) => ({ loss, mass: voices[i]?.mass ?? 1 }));
  const told = losses.filter(({ loss }) => Number.isFinite(loss));
  const lossVoices = told.map(({ loss, mass }) => ({
    data: Float32Array.of(loss),
    factor: 1,
    mass,
  }));
  const [loss = Number.NaN] = told.length > 0 ? combine(lossVoices, robust, trim) : [];
  const size = contributions.reduce((sum, each) => sum + each.size, 0);
  const { model } = contributions[0] as Contribution;
  return model.gradient(combine(voices, robust, trim), { loss, size });
}

function voiceOf(contribution: Contribution, { discount, clipNorm, weighting }: Settings): Voice {
  const { data, size, model, base } = contribution;
  const late = (1 + model.version - base) ** -discount;
  const short = clipNorm === Infinity ? 1 : Math.min(1, clipNorm / normOf(data));
  return { data, factor: late * short, mass: weighting === 'samples' ? size : 1 };
}

function normOf(data: Float32Array): number {
  return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));
}

function isStale({ model, epoch, base }: Contribution, { maxStaleness }: Settings): boolean {
  return epoch !== model.epoch || model.version - base > maxStaleness;
}

function tellStale(contribution: Contribution): void {
  contribution.settle({ status: 'stale', version: contribution.model.version });
}

function byContributor(a: Contribution, b: Contribution): number {
  return a.contributor < b.contributor ? -1 : 1;
}
