import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCertificate } from '@rxgrad/testkit/certificate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { killAll, launch, printed } from './program.ts';

const PIPELINE = fileURLToPath(new URL('pipelines/double.ts', import.meta.url));
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;

let folder = '';
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'));
  await cp(PIPELINE, file('double.ts'));
  await writeFile(file('tokens.json'), JSON.stringify({ 'a-canary-token': 'viewer' }));
  await writeFile(file('no-tokens.json'), JSON.stringify({ 'a-canary-token': 'king' }));
  await writeFile(file('nothing.ts'), 'export const other = 1;\n');
  await writeFile(file('no-run.ts'), 'export default { name: "x" };\n');
  await writeFile(file('throws.ts'), 'throw new Error("out of flour");\n');
  await writeFile(file('broken.ts'), 'export const run = (;\n');
  await writeFile(file('unknown.ts'), "import 'no-such-package';\nexport const run = 1;\n");
  await writeFile(
    file('finite.mjs'),
    `import { dense, learn, sequential, sgd, squaredError, stream, train } from 'rxgrad';
import { throwError } from 'rxjs';
const model = sequential({ inputs: 1, seed: 1 }, dense(1));
const optimizer = sgd({ learningRate: 0.1 });
const update$ = stream([{ x: [1], y: 1 }, { x: [NaN], y: 1 }]).pipe(learn(model, { loss: squaredError, optimizer }));
export const runs = async () => [
  train({ name: 'short', model, update$ }),
  ...(process.env.FAIL ? [train({ name: 'bad', model, update$: throwError(() => new Error('no eggs')) })] : []),
];
`,
  );
});

afterAll(() => rm(folder, { recursive: true }));
afterEach(killAll);

async function post(url: string, body: string): Promise<string> {
  const headers = { 'Content-Type': 'application/x-ndjson' };
  return (await fetch(`${url}/runs/double/samples`, { method: 'POST', headers, body })).text();
}

describe('rxgrad serve', () => {
  it('serves a TypeScript file as it is, its page and all, and ends at Ctrl-C', async () => {
    const program = launch(['serve', PIPELINE, '--port', '0']);
    const url = await printed(program, ADDRESS);
    expect(program.output.out).toBe(`serving double on ${url}\n`);
    expect(await post(url, '{"x":[1,2],"y":3}\n')).toContain('"applied":1');
    expect(await (await fetch(url)).text()).toContain('<html');
    program.child.kill('SIGINT');
    const { code, err } = await program.ended;
    expect({ code, err }).toEqual({ code: 130, err: '' });
    await expect(fetch(url)).rejects.toThrow();
  });

  it('serves one from a folder that has no packages at all', async () => {
    const program = launch(['serve', 'double.ts', '--port', '0'], { cwd: folder });
    const url = await printed(program, ADDRESS);
    expect(await (await fetch(`${url}/runs/double`)).json()).toMatchObject({ feedable: true });
  });

  it('asks for tokens, and logs none', async () => {
    const words = ['--port', '0', '--tokens', file('tokens.json'), '--log-level', 'trace'];
    const program = launch(['serve', PIPELINE, ...words]);
    const url = await printed(program, ADDRESS);
    expect((await fetch(`${url}/runs`)).status).toBe(401);
    const headers = { Authorization: 'Bearer a-canary-token' };
    expect((await fetch(`${url}/runs`, { headers })).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`, { headers })).text()).not.toContain('canary');
    program.child.kill('SIGTERM');
    const { out, err } = await program.ended;
    const lines = err.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toContain('refused');
    expect(out + err).not.toContain('canary');
  });

  it('serves over TLS, to whoever trusts its certificate', async () => {
    const { key, cert } = await makeCertificate();
    await writeFile(file('key.pem'), key);
    await writeFile(file('cert.pem'), cert);
    const tls = ['--tls-key', file('key.pem'), '--tls-cert', file('cert.pem')];
    const program = launch(['serve', PIPELINE, '--port', '0', ...tls]);
    const url = await printed(program, /https:\/\/127\.0\.0\.1:\d+/);
    const env = { NODE_EXTRA_CA_CERTS: file('cert.pem') };
    const fed = await launch(['feed', '-', url], { env, input: '{"x":[1,2],"y":3}\n' }).ended;
    expect(fed).toMatchObject({ code: 0, out: expect.stringContaining('1 applied') });
    const stranger = await launch(['runs', url]).ended;
    expect(stranger.code).toBe(2);
    expect(stranger.err).toContain('there is no server at');
  });

  it('ends by itself when its runs have ended, if told to', async () => {
    const words = ['serve', file('finite.mjs'), '--port', '0', '--until-done'];
    const { code, out } = await launch(words).ended;
    expect(code).toBe(0);
    expect(out).toContain('short has completed · 1 samples · 1 rejected');
    const failed = await launch(words, { env: { FAIL: 'yes' } }).ended;
    expect(failed.code).toBe(1);
    expect(failed.out).toMatch(/bad has failed.*no eggs/);
  });

  it('says in one clear line what it can not serve, and exits with 2', async () => {
    const cases: readonly (readonly [name: string, words: readonly string[], said: RegExp])[] = [
      ['missing.ts', [], /there is no such file/],
      ['nothing.ts', [], /exports none of default, runs, run/],
      ['no-run.ts', [], /"default" is no run/],
      ['throws.ts', [], /out of flour/],
      ['broken.ts', [], /broken\.ts/],
      ['unknown.ts', [], /no-such-package/],
      ['double.ts', ['--tokens', 'no-tokens.json'], /is no file of tokens/],
      ['double.ts', ['--tls-key', 'key.pem'], /go together/],
      ['double.ts', ['--host', '0.0.0.0'], /0\.0\.0\.0.*pass tokens/],
      ['double.ts', ['--log-level', 'loud'], /loud/],
    ];
    const check = async ([name, words, said]: (typeof cases)[number]): Promise<void> => {
      const line = ['serve', name, '--port', '0', ...words];
      const { code, out, err } = await launch(line, { cwd: folder }).ended;
      expect({ line, code, out }).toEqual({ line, code: 2, out: '' });
      expect(err).toMatch(said);
      expect(err).not.toContain('canary');
      expect(err.trim().split('\n')).toHaveLength(1);
    };
    await Promise.all(cases.map(check));
  });
});
