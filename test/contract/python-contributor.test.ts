import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dense, sequential, sgd, zeros } from '@rxgrad/model';
import { serve } from '@rxgrad/server';
import { aggregate, contributions, stream, train, updateWeights } from '@rxgrad/stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Told, python } from './python.ts';

const ROUNDS = 40;
const script = fileURLToPath(new URL('python/contribute.py', import.meta.url));

/** What the contributor tells until it ends by itself. */
async function contribute(url: string, encoding: string): Promise<readonly Told[]> {
  const options = { url: `${url.replace('http', 'ws')}/ws`, run: 'together', rounds: ROUNDS };
  const argument = JSON.stringify({ ...options, encoding });
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout } = await promisify(execFile)(python ?? 'python3', [script, argument], { env });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
}

describe.skipIf(python === undefined)('a contributor in Python, from PROTOCOL.md alone', () => {
  test.each(['f32', 'int8'])('learns with a run in %s, then steers it', async (encoding) => {
    const model = sequential({ inputs: 2 }, dense(1, { initializer: zeros() }));
    const contributed = contributions(model);
    const update$ = stream(contributed).pipe(
      aggregate({ mode: 'async', maxStaleness: 0 }),
      updateWeights(sgd({ learningRate: 0.3 })),
    );
    const run = train({ name: 'together', model, update$, contributions: contributed });
    const server = await serve({ port: 0, runs: [run] });
    onTestFinished(async () => {
      await server.close();
      run.stop();
    });

    const told = await contribute(server.url, encoding);
    const results = told.filter(({ event }) => event === 'result');
    const rejected = encoding === 'f32' ? 1 : 0;
    expect(results.filter(({ status }) => status === 'applied')).toHaveLength(ROUNDS - rejected);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(rejected);
    if (rejected > 0) expect(results[1]?.['reason']).toContain('not finite');
    expect(results.map(({ base }) => base).slice(2)).toEqual(
      Array.from({ length: ROUNDS - 2 }, (_, i) => i + 2 - rejected),
    );
    for (const [i, weight] of [3, -2, 0.5].entries()) {
      expect(model.data[i]).toBeCloseTo(weight, 1);
    }
    expect(told.find(({ event }) => event === 'learned')?.['weights']).toEqual([...model.data]);

    const version = ROUNDS - rejected;
    const replies = told.filter(({ event }) => event === 'reply');
    expect(replies.map(({ action, ok, code }) => [action, ok, code])).toEqual([
      ['pause', true, undefined],
      ['checkpoint', true, undefined],
      ['set', true, undefined],
      ['set', false, 'conflict'],
      ['rollback', true, undefined],
      ['explode', false, 'unknown'],
    ]);
    expect(replies[1]).toMatchObject({ result: { name: 'python', version, step: version } });
    expect(replies[4]).toMatchObject({ version, epoch: Number(replies[0]?.['epoch']) + 1 });
    expect(run.paused).toBe(true);
  });
});
