import {
  FeatureHasher,
  type FeatureValue,
  type Sample,
  adagrad,
  batch,
  evaluate,
  forward,
  gradient,
  inbox,
  logLoss,
  loss,
  metrics,
  portable,
  sequential,
  sparseLinear,
  stream,
  train,
  updateWeights,
  zeros,
} from 'rxgrad';
import { parquet } from 'rxgrad/sources';
import { map, merge, take } from 'rxjs';
import type { Example } from './example.ts';

const FLIGHTS = new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets'));
const BUCKETS = 2 ** 16;
/** A flight counts as late from so many minutes on. */
const LATE = 15;

interface Flight {
  readonly date: Date;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

/**
 * Three million flights of the year 2001, in the order in which they left: will this one be more
 * than 15 minutes late? A logistic regression on hashed features, learned one flight at a time.
 */
export const flights: Example = {
  summary: 'which of 3 million flights will be late? learned one at a time',
  pace: { live: 5_000, headless: 5_000 },
  start({ seed, rate, limit, live }) {
    const model = sequential({ inputs: BUCKETS, seed }, sparseLinear(1, { initializer: zeros() }));
    const fed = inbox();
    if (!live) fed.close();
    const flown$ = stream(parquet<Flight>(FLIGHTS), { rate }).pipe(
      take(limit ?? Infinity),
      map(sampler()),
    );
    const update$ = merge(flown$, stream(fed)).pipe(
      batch(1),
      forward(model),
      loss(logLoss),
      gradient(),
      updateWeights(adagrad({ learningRate: 0.05 })),
      evaluate(
        { logLoss: metrics.logLoss(), rocAuc: metrics.rocAuc() },
        { baseline: { logLoss: metrics.priorBaseline() } },
      ),
    );
    const run = train({ name: 'flights', model, update$, inbox: fed });
    return { run, headline: 'logLoss' };
  },
};

/** Makes samples of flights: when (cyclic), how far, and between which airports. */
function sampler(): (flight: Flight) => Sample {
  const minutes = circle(24 * 60);
  const weekdays = circle(7);
  const hasher = new FeatureHasher({ buckets: BUCKETS });
  const hash = hasher.compile([
    'bias',
    'hour.sin',
    'hour.cos',
    'weekday.sin',
    'weekday.cos',
    'distance',
    'origin',
    'destination',
    'route',
  ]);
  return ({ date, delay, distance, origin, destination }) => {
    const minute = 60 * date.getUTCHours() + date.getUTCMinutes();
    const weekday = date.getUTCDay();
    const values: FeatureValue[] = [
      1,
      minutes.sin[minute] ?? 0,
      minutes.cos[minute] ?? 0,
      weekdays.sin[weekday] ?? 0,
      weekdays.cos[weekday] ?? 0,
      distance / 1000,
      origin,
      destination,
      `${origin}-${destination}`,
    ];
    return { x: hash(values), y: delay > LATE ? 1 : 0 };
  };
}

/** Points around a circle, so that the end of a day is next to its beginning. */
function circle(points: number): { readonly sin: Float64Array; readonly cos: Float64Array } {
  const angles = Float64Array.from({ length: points }, (_, i) => (2 * Math.PI * i) / points);
  return { sin: angles.map(portable.sin), cos: angles.map(portable.cos) };
}
