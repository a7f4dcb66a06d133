import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Run,
  dense,
  inbox,
  learn,
  sequential,
  sgd,
  squaredError,
  stream,
  train,
  zeros,
} from 'rxgrad';
import { type ServeOptions, type Server, serve } from 'rxgrad/server';
import { type Ended, killAll, launch, printed } from './program.ts';

/** What the neuron is to find out: y = 2a − b. */
const truth = (a: number, b: number): number => 2 * a - b;
const rows = Array.from({ length: 600 }, (_, i) => [(i % 3) - 1, ((i * 7) % 5) / 4] as const);

const PARQUET = fileURLToPath(
  new URL('../../packages/sources/fixtures/values.parquet', import.meta.url),
);

let folder = '';
let server: Server;
let run: Run;

const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'command-line-'));
  const ndjson = rows.map(([a, b]) => JSON.stringify({ x: [a, b], y: truth(a, b) }));
  await writeFile(file('good.ndjson'), `${ndjson.join('\n')}\n`);
  await writeFile(file('some.jsonl'), `${ndjson.slice(0, 3).join('\n')}\n{"x":[1],"y":1}\nbad\n`);
  const csv = rows.map(([a, b]) => `${a},row,${b},${truth(a, b)}`);
  await writeFile(file('good.csv'), `a,name,b,out\n${csv.join('\n')}\n`);
  await writeFile(file('token'), 'look-and-teach\n');
});

afterAll(() => rm(folder, { recursive: true }));

afterEach(async () => {
  killAll();
  await server.close();
  run.stop();
});

async function start(options: ServeOptions = {}): Promise<string> {
  const fed = inbox();
  const model = sequential({ inputs: ['a', 'b'] }, dense(1, { initializer: zeros() }));
  const update$ = stream(fed).pipe(
    learn(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.3 }) }),
  );
  run = train({ name: 'sum', model, update$, inbox: fed });
  server = await serve({ port: 0, runs: [run], ...options });
  return server.url;
}

function rxgrad(words: readonly string[], options?: Parameters<typeof launch>[1]): Promise<Ended> {
  return launch(words, { input: '', ...options }).ended;
}

describe('rxgrad feed', () => {
  it('feeds lines of JSON, and the run has learned', async () => {
    const url = await start();
    const { code, out, err } = await rxgrad(['feed', file('good.ndjson'), url]);
    expect(out).toMatch(
      /^600 applied · 0 duplicate · 0 rejected · 0 throttled · [\d,]+ samples\/s\n$/,
    );
    expect(err).toContain('100% · 600 applied');
    expect(code).toBe(0);
    expect(run.predict([1, 1])[0]).toBeCloseTo(1, 3);
  });

  it('feeds a CSV by the names of its columns', async () => {
    const url = await start();
    const columns = ['--label', 'out', '--features', 'a,b'];
    const { code, out } = await rxgrad(['feed', file('good.csv'), url, ...columns, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ applied: 600, rejected: 0 });
    expect(run.predict([1, 1])[0]).toBeCloseTo(1, 3);
  });

  it('feeds a Parquet file; what is missing from a row is told', async () => {
    const url = await start();
    const columns = ['--label', 'yes', '--features', 'integer,missing', '--json'];
    const { code, out } = await rxgrad(['feed', PARQUET, url, ...columns]);
    const { applied, rejected, reasons } = JSON.parse(out) as {
      applied: number;
      rejected: number;
      reasons: Readonly<Record<string, number>>;
    };
    expect(applied).toBeGreaterThan(0);
    expect(applied + rejected).toBe(3);
    expect({ code, reasons }).toEqual({
      code: 1,
      reasons: { 'column "missing" is no number': rejected },
    });
  });

  it('feeds what comes on standard input', async () => {
    const url = await start();
    const input = '{"x":[1,2],"y":0}\n{"a":1,"b":2,"y":0}\n';
    const { code, out } = await rxgrad(['feed', '-', url, '--run', 'sum'], { input });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('2 applied') });
  });

  it('exits with 1 when samples were rejected, and says why; with 0 where that is allowed', async () => {
    const url = await start();
    const { code, out } = await rxgrad(['feed', file('some.jsonl'), url]);
    expect(code).toBe(1);
    expect(out).toContain('3 applied · 0 duplicate · 2 rejected');
    expect(out).toContain('1 × a line is not JSON');
    expect(out.split('\n')).toHaveLength(4);
    const allowed = await rxgrad(['feed', file('some.jsonl'), url, '--allow-rejected']);
    expect(allowed.code).toBe(0);
  });

  it('learns a file once, however often it is fed by the same name', async () => {
    const url = await start();
    const words = ['feed', file('good.ndjson'), url, '--id', 'july', '--json'];
    expect(JSON.parse((await rxgrad(words)).out)).toMatchObject({ applied: 600 });
    expect(JSON.parse((await rxgrad(words)).out)).toMatchObject({ applied: 0, duplicate: 600 });
    expect(run.progress().samples).toBe(600);
  });

  it('ends at Ctrl-C with what it knows', async () => {
    const url = await start();
    const program = launch(['feed', '-', url]);
    program.child.stdin?.write('{"x":[1,2],"y":0}\n');
    await expect.poll(() => run.progress().samples).toBe(1);
    program.child.kill('SIGINT');
    const { code, out } = await program.ended;
    expect(code).toBe(130);
    expect(out).toContain('1 applied');
  });
});

describe('rxgrad predict', () => {
  it('answers for features on the command line, also below zero', async () => {
    const url = await start();
    await rxgrad(['feed', file('good.ndjson'), url]);
    const { code, out } = await rxgrad(['predict', url, '--run', 'sum', '--', '-1', '1']);
    expect(code).toBe(0);
    expect(Number(out)).toBeCloseTo(-3, 3);
  });

  it('answers each line of standard input, as it comes', async () => {
    const url = await start();
    run.model.data.set([2, -1, 0]);
    const program = launch(['predict', url]);
    program.child.stdin?.write('[1,1]\n');
    await printed(program, /^1\n/);
    program.child.stdin?.end('{"x":[1,0],"y":7}\n\n[0,0]');
    const { code, out } = await program.ended;
    expect({ code, out }).toEqual({ code: 0, out: '1\n2\n0\n' });
  });
});

describe('rxgrad runs', () => {
  it('lists what a server has', async () => {
    const url = await start();
    const { code, out } = await rxgrad(['runs', url]);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^RUN +STATE +SAMPLES/);
    expect(out.split('\n')[1]).toMatch(/^sum +running +0 +0 +0 +– +yes$/);
    const json = await rxgrad(['runs', url.replace('http', 'ws').concat('/ws'), '--json']);
    expect(JSON.parse(json.out)).toMatchObject([{ name: 'sum', state: 'running' }]);
  });
});

describe('rxgrad watch', () => {
  it('prints a line a second into a pipe', async () => {
    const url = await start();
    await rxgrad(['feed', file('good.ndjson'), url]);
    const { code, out } = await rxgrad(['watch', url, '--lines', '2']);
    expect(code).toBe(0);
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^600 samples · [\d,]+\/s · loss 0\.\d{4} · version 600$/);
    expect(out).not.toContain('\u001B');
  });

  it('ends without a word when nobody reads it any more', async () => {
    const url = await start();
    const program = launch(['watch', url], { input: '' });
    await printed(program, /samples/);
    program.child.stdout?.destroy();
    const { code, err } = await program.ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('ends when the run ends', async () => {
    const url = await start();
    const program = launch(['watch', url], { input: '' });
    await printed(program, /samples/);
    run.inbox?.close();
    expect((await program.ended).code).toBe(0);
  });

  it('ends at Ctrl-C', async () => {
    const url = await start();
    const program = launch(['watch', url], { input: '' });
    await printed(program, /samples/);
    program.child.kill('SIGINT');
    const { code, err } = await program.ended;
    expect({ code, err }).toEqual({ code: 130, err: '' });
  });
});

describe('tokens', () => {
  const tokens = { 'look-and-teach': 'feeder' } as const;

  it('come from a file or the environment', async () => {
    const url = await start({ tokens });
    const byFile = await rxgrad(['feed', file('good.ndjson'), url, '--token-file', file('token')]);
    expect(byFile.code).toBe(0);
    const env = { RXGRAD_TOKEN: 'look-and-teach' };
    for (const words of [
      ['runs', url],
      ['predict', url, '1', '2'],
      ['watch', url, '--lines', '1'],
    ]) {
      const { code, err } = await rxgrad(words, { env });
      expect({ words, code, err }).toEqual({ words, code: 0, err: '' });
    }
  });
});
