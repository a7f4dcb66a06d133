import { dense, logLoss, parameters, sequential, sgd, zeros } from '@rxgrad/model';
import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  type ContributionFate,
  type OfferedContribution,
  aggregate,
  contributions,
  stream,
  train,
  updateWeights,
} from '../index.ts';

const offered = (over: Partial<OfferedContribution> = {}): OfferedContribution => ({
  contributor: 'ada',
  kind: 'gradient',
  epoch: 0,
  base: 0,
  size: 1,
  data: Float32Array.of(1, 2),
  ...over,
});

const model = () => parameters({ pair: [0, 0] });

describe('contributions', () => {
  it('are a source that gives each as it came, until it is closed', async () => {
    const contributed = contributions(model());
    const all = lastValueFrom(stream(contributed).pipe(toArray()));
    contributed.offer(offered(), () => {});
    contributed.offer(offered({ contributor: 'ben', loss: 3 }), () => {});
    contributed.close();
    expect(await all).toMatchObject([{ contributor: 'ada' }, { contributor: 'ben', loss: 3 }]);
    expect(contributed.offer(offered(), () => {})).toBe(false);
  });

  it('that are deltas come as gradients: the other way', async () => {
    const contributed = contributions(model(), { kind: 'delta' });
    contributed.offer(offered({ kind: 'delta' }), () => {});
    const { data } = await lastValueFrom(stream(contributed).pipe(take(1)));
    expect([...data]).toEqual([-1, -2]);
  });

  it('are not let in where there is no room', () => {
    const contributed = contributions(model(), { capacity: 1 });
    expect([0, 1].map(() => contributed.offer(offered(), () => {}))).toEqual([true, false]);
    expect(contributed.free).toBe(0);
  });

  it.each<[string, Partial<OfferedContribution>]>([
    ['gradients, not deltas', { kind: 'delta' }],
    ['shape: 1 values for 2 weights', { data: Float32Array.of(1) }],
    ['not finite', { data: Float32Array.of(1, Number.NaN) }],
    ['not finite', { data: Float32Array.of(1, -Infinity) }],
    ['from version 1, the weights are at version 0', { base: 1 }],
    ['stands for 0 samples', { size: 0 }],
    ['stands for Infinity samples', { size: Infinity }],
    ['stands for 1.5 samples', { size: 1.5 }],
    ['from version NaN of epoch 0', { base: Number.NaN }],
    ['from version 0 of epoch -1', { epoch: -1 }],
  ])('are refused by name: %s', (reason, over) => {
    const weights = model();
    const fates: ContributionFate[] = [];
    const contributed = contributions(weights);
    expect(contributed.offer(offered(over), (fate) => fates.push(fate))).toBe(true);
    expect(fates).toMatchObject([{ status: 'rejected', reason: expect.stringContaining(reason) }]);
    expect([weights.version, contributed.free]).toEqual([0, contributed.capacity]);
  });

  it('all hear of the end of their run, once, wherever they are', async () => {
    const weights = model();
    const contributed = contributions(weights);
    const update$ = stream(contributed).pipe(
      aggregate({ mode: 'rounds', size: 2 }),
      updateWeights(sgd()),
    );
    const run = train({ name: 'over', model: weights, update$, contributions: contributed });
    const fates: string[] = [];
    const settle = (who: string) => (fate: ContributionFate) => fates.push(`${who} ${fate.status}`);
    contributed.offer(offered(), settle('gathered'));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    run.pause();
    contributed.offer(offered({ contributor: 'ben' }), settle('waiting'));
    expect(contributed.pending).toBe(2);
    run.stop();
    expect(fates.toSorted()).toEqual(['gathered rejected', 'waiting rejected']);
    expect([contributed.closed, contributed.pending]).toEqual([true, 0]);
  });

  it('that are refused are told in the run, at the first, the tenth, the hundredth', () => {
    const weights = model();
    const contributed = contributions(weights);
    const update$ = stream(contributed).pipe(aggregate({ mode: 'async' }), updateWeights(sgd()));
    const run = train({ name: 'told', model: weights, update$, contributions: contributed });
    const details: string[] = [];
    run.event$.subscribe(({ code, detail }) => {
      if (code === 'contribution-refused') details.push(detail);
    });
    const bad = offered({ contributor: 'mallory', data: Float32Array.of(1, Number.NaN) });
    for (let i = 0; i < 50; i += 1) contributed.offer(bad, () => {});
    expect(details).toHaveLength(2);
    expect(details[1]).toMatch(/^10 so far; the last from "mallory": not finite/);
    run.stop();
    expect(details).toHaveLength(2);
  });

  it('come without a loss: who trains says which, and predictions go through its link', () => {
    const network = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
    const update$ = stream(contributions(network)).pipe(
      aggregate({ mode: 'async' }),
      updateWeights(sgd()),
    );
    const run = train({ name: 'linked', model: network, update$, loss: logLoss });
    expect([...run.predict([3])]).toEqual([0.5]);
    run.stop();
  });

  it.each([0, 1.5, Number.NaN])('of capacity %d are none', (capacity) => {
    expect(() => contributions(model(), { capacity })).toThrow(/capacity/);
  });
});
