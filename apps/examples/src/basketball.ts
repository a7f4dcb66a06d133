import { Random, metrics, parameters, sgd, stream, train, updateWeights } from 'rxgrad';
import { map, take } from 'rxjs';
import type { Example } from './example.ts';

const GRAVITY = 9.81;
/** The free-throw line, in meters: how far the hoop is, how high, and where the ball leaves the hand. */
const DISTANCE = 4.2;
const RIM = 3.05;
const HAND = 2.1;
/** A throw that passes the hoop's center by less than this, in meters, goes in. */
const HIT = 0.12;
const THROWS = 2_000;

/**
 * A pipeline of one's own: the weights are the angle (rad) and the force (m/s) of a throw, the
 * forward step is the physics, and the error is by how much the ball missed.
 *
 *   height at the hoop = hand + d·tan α − g·d² / (2·v²·cos² α)
 */
export const basketball: Example = {
  summary: 'a throw finds its angle and its force; the forward step is physics',
  pace: { live: 20, headless: 'max' },
  start({ seed, rate, limit, live }) {
    const random = new Random(seed);
    const throwing = parameters({
      angle: 0.6 + 0.3 * random.uniform(),
      force: 5 + 2 * random.uniform(),
    });
    const hits = metrics.rolling(
      metrics.mean('hits', (hit) => hit[0] ?? 0),
      100,
    );

    const update$ = stream(gusts(random), { rate }).pipe(
      take(limit ?? (live ? Infinity : THROWS)),
      map((gust) => {
        const [angle = 0] = throwing.tensor('angle');
        const [force = 0] = throwing.tensor('force');
        const miss = heightAtHoop(angle, force + gust) - RIM;
        hits.update([Math.abs(miss) < HIT ? 1 : 0], 0);
        return throwing.gradient(missGradient(angle, force + gust, miss), { loss: miss ** 2 });
      }),
      map((gradient) => gradient.clipNorm(1)),
      updateWeights(sgd({ learningRate: 0.02 })),
    );
    const run = train({ name: 'basketball', model: throwing, update$, metrics: { hits } });
    return { run, headline: 'hits' };
  },
};

function heightAtHoop(angle: number, force: number): number {
  const drop = (GRAVITY * DISTANCE ** 2) / (2 * force ** 2 * Math.cos(angle) ** 2);
  return HAND + DISTANCE * Math.tan(angle) - drop;
}

/** ∂ miss² / ∂ (angle, force). */
function missGradient(angle: number, force: number, miss: number) {
  const squaredSecant = 1 / Math.cos(angle) ** 2;
  const fall = (GRAVITY * DISTANCE ** 2 * squaredSecant) / force ** 2;
  return {
    angle: 2 * miss * (DISTANCE * squaredSecant - fall * Math.tan(angle)),
    force: 2 * miss * (fall / force),
  };
}

/** No two throws are alike: each is a little stronger or weaker than it was meant to be, in m/s. */
function* gusts(random: Random) {
  for (;;) yield 0.02 * random.normal();
}
