import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { killAll, launch, printed } from './program.ts';

interface Summary {
  readonly run: string;
  readonly samples: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly baseline: Readonly<Record<string, number>>;
  readonly weights: Readonly<Record<string, unknown>>;
  readonly version: number;
}

async function headless(args: string): Promise<Summary> {
  const { code, out, err } = await launch(`${args} --headless --json`).ended;
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out.trim().split('\n').at(-1) ?? '') as Summary;
}

afterEach(killAll);

describe('--run cake --headless --json', () => {
  it('finds how the judge weighs taste, look and smell', async () => {
    const { weights, samples, version } = await headless('--run cake');
    const [taste, look, smell] = weights['neuron.weight'] as number[];
    expect(Math.abs((taste ?? 0) - 0.6)).toBeLessThan(0.01);
    expect(Math.abs((look ?? 0) - 0.3)).toBeLessThan(0.01);
    expect(Math.abs((smell ?? 0) - 0.1)).toBeLessThan(0.01);
    expect(Math.abs(weights['neuron.bias'] as number)).toBeLessThan(0.02);
    expect(version).toBe(samples);
  });

  it.each([2, 3, 4, 5])('finds it from other random weights too: seed %i', async (seed) => {
    const { weights } = await headless(`--run cake --seed ${seed}`);
    const found = [...(weights['neuron.weight'] as number[]), weights['neuron.bias'] as number];
    for (const [i, wanted] of [0.6, 0.3, 0.1, 0].entries()) {
      expect(Math.abs((found[i] ?? 0) - wanted)).toBeLessThan(i === 3 ? 0.02 : 0.01);
    }
  });

  it('gives the same bits for the same seed, and others for another', async () => {
    const [one, two, other] = await Promise.all(
      ['--seed 7', '--seed 7', '--seed 8'].map((seed) =>
        headless(`--run cake --limit 2000 ${seed}`),
      ),
    );
    expect(one?.weights).toEqual(two?.weights);
    expect(one?.metrics).toEqual(two?.metrics);
    expect(one?.weights).not.toEqual(other?.weights);
  });
});

describe('the other runs', () => {
  it('flights: learns more than the class prior knows', async () => {
    const { samples, metrics, baseline, weights } = await headless(
      '--run flights --rate max --limit 300000',
    );
    expect(samples).toBe(300_000);
    expect(metrics['logLoss']).toBeLessThan((baseline['logLoss'] ?? 0) - 0.015);
    expect(metrics['rocAuc']).toBeGreaterThan(0.62);
    expect(Object.values(weights)).toContainEqual({ shape: [65_536, 1] });
  });

  it('digits: reads 86 % of what it has not seen yet, and 94 % of what it never sees', async () => {
    const { metrics } = await headless('--run digits --rate max');
    expect(metrics['firstPassAccuracy']).toBeGreaterThanOrEqual(0.86);
    expect(metrics['heldBackAccuracy']).toBeGreaterThanOrEqual(0.94);
  }, 60_000);

  it('basketball: misses at first, and keeps scoring after a while', async () => {
    const early = await headless('--run basketball --limit 100');
    const late = await headless('--run basketball');
    expect(early.metrics['hits']).toBeLessThan(0.5);
    expect(late.metrics['hits']).toBeGreaterThan(0.9);
  });
});

describe('what can not be done as asked', () => {
  it.each([
    ['--nonsense', /unknown option '--nonsense'/],
    ['--run soup', /'soup' is invalid.*flights, cake, digits, basketball/],
    ['--rate quick', /--rate/],
    ['--port 99999', /65535/],
  ])('%s: one clear line, exit 2', async (args, said) => {
    const { code, out, err } = await launch(args).ended;
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(said);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('a busy port: one clear line, exit 2', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, err } = await launch(`--run cake --port ${port}`).ended;
    other.close();
    expect(code).toBe(2);
    expect(err).toContain(String(port));
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

describe('live', () => {
  it('serves a page, tells how it gets on, and ends at Ctrl-C: port free, no stack trace', async () => {
    const program = launch('--run cake --port 0');
    const url = await printed(program, /http:\/\/127\.0\.0\.1:\d+/);
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
    await printed(program, /loss 0\.\d+/);
    program.child.kill('SIGINT');
    const { code, err } = await program.ended;
    expect(code).toBe(130);
    expect(err).toBe('');
    await expect(fetch(url)).rejects.toThrow();
  });

  it('sums up at Ctrl-C where JSON was asked for', async () => {
    const program = launch('--run flights --port 0 --json');
    while (!/samples/.test(program.output.err))
      await once(program.child.stderr as NodeJS.ReadableStream, 'data');
    program.child.kill('SIGTERM');
    const { out } = await program.ended;
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({ run: 'flights' });
  });
});
