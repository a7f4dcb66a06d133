import { OptionError } from '@rxgrad/online';
import { type Clock, systemClock } from '../../clock.ts';

/** How several contributions become one. */
export type Robust = 'mean' | 'median' | 'trimmed-mean';

/** What both kinds of gathering have in common. */
interface Common {
  /** Versions that a contribution may be behind the weights; what is older is `stale`. */
  readonly maxStaleness?: number;
  /** Exponent a of the discount (1 + staleness)^−a on what comes late: 0.5 unless told, 0 for none. */
  readonly discount?: number;
  /** The longest contribution that is let through; longer ones are shortened to it, one by one. */
  readonly clipNorm?: number;
}

/** How many contributions become one, and by what statistic. */
interface Gathering extends Common {
  /** Contributions that make one update. */
  readonly size: number;
  /**
   * `mean` unless told. `median` and `trimmed-mean` go coordinate by coordinate, and hold as long as fewer
   * than half, or fewer than `trim`, of the contributions lie.
   */
  readonly robust?: Robust;
  /** What a `trimmed-mean` leaves out at each end, as a fraction below 0.5: 0.2 unless told. */
  readonly trim?: number;
  /** Whether each counts the same in a `mean`, or as many samples as it says it stands for: `equal` unless told. */
  readonly weighting?: 'equal' | 'samples';
}

/** Each contribution is an update of its own, whenever it comes; 16 versions behind at most unless told. */
export interface AsyncOptions extends Common {
  readonly mode: 'async';
}

/** Every `size` contributions make an update, whatever version they started from; 16 behind at most unless told. */
export interface BufferedOptions extends Gathering {
  readonly mode: 'buffered';
}

/** Contributions to the present version make an update together; none may be behind unless told. */
export interface RoundsOptions extends Gathering {
  readonly mode: 'rounds';
  /** Milliseconds after a round's first contribution at which it goes on without those that are missing; never unless told. */
  readonly timeout?: number;
  /** Contributions without which it does not: half of `size` unless told. */
  readonly minimum?: number;
  readonly clock?: Clock;
}

/** How contributions become gradients: options of `aggregate`. */
export type AggregateOptions = AsyncOptions | BufferedOptions | RoundsOptions;

/** The options with all that was not told. */
export interface Settings extends Required<Gathering> {
  readonly timeout: number;
  readonly minimum: number;
  readonly clock: Clock;
}

/** @throws OptionError when an option can't be */
export function settingsOf(options: AggregateOptions): Settings {
  const size = options.mode === 'async' ? 1 : options.size;
  const settings: Settings = {
    maxStaleness: options.mode === 'rounds' ? 0 : 16,
    discount: 0.5,
    clipNorm: Infinity,
    robust: 'mean',
    trim: 0.2,
    weighting: 'equal',
    timeout: Infinity,
    minimum: Math.ceil(size / 2),
    clock: systemClock,
    ...withoutUndefined(options),
    size,
  };
  const { robust, trim } = settings;
  requireThat(Number.isSafeInteger(size) && size >= 1, 'size', size, 'a whole number ≥ 1');
  requireThat(robust === 'mean' || size >= 3, 'size', size, `at least 3 with robust "${robust}"`);
  requireThat(trim >= 0 && trim < 0.5, 'trim', trim, 'from 0 to below 0.5');
  for (const name of ['maxStaleness', 'discount'] as const) {
    requireThat(settings[name] >= 0, name, settings[name], 'a number ≥ 0');
  }
  for (const name of ['clipNorm', 'timeout'] as const) {
    requireThat(settings[name] > 0, name, settings[name], 'a number above 0');
  }
  const { minimum } = settings;
  requireThat(minimum >= 1 && minimum <= size, 'minimum', minimum, `from 1 to size, ${size}`);
  return settings;
}

function withoutUndefined(options: AggregateOptions): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function requireThat(is: boolean, name: string, value: unknown, expected: string): void {
  if (!is) throw new OptionError(`aggregate: ${name} must be ${expected}, it is ${String(value)}`);
}
