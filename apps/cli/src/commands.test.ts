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
} from 'rxgrad';
import { type ServeOptions, type Server, serve } from 'rxgrad/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { commands, isCommand } from './commands.ts';

let stop: () => Promise<void> = () => Promise.resolve();
afterEach(async () => {
  vi.unstubAllEnvs();
  await stop();
  stop = () => Promise.resolve();
});

async function start(options: ServeOptions = {}): Promise<string> {
  const fed = inbox();
  const model = sequential({ inputs: 2, seed: 1 }, dense(1));
  const update$ = stream(fed).pipe(
    learn(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.3 }) }),
  );
  const run: Run = train({ name: 'sum', model, update$, inbox: fed });
  const server: Server = await serve({ port: 0, runs: [run], ...options });
  stop = async () => {
    await server.close();
    run.stop();
  };
  return server.url;
}

/** What a command says about a line that it can't do. */
async function problem(line: string, url: string): Promise<string> {
  const [word = '', ...rest] = line.replace('URL', url).split(' ');
  if (!isCommand(word)) throw new Error(`${word} is no command`);
  const command = await commands[word].load();
  const error = await command(rest).then(
    (code) => new Error(`it ended with ${code}`),
    (cause: unknown) => cause as Error,
  );
  return error.message;
}

describe('what can not be done as asked is told in one line', () => {
  it.each([
    ['runs', /missing required argument 'url'/],
    ['runs nonsense', /no address of a server/],
    ['runs ftp://127.0.0.1', /no address of a server/],
    ['runs http://127.0.0.1:1', /there is no server at/],
    ['runs URL too many', /too many arguments/],
    ['runs URL/elsewhere', /there is nothing here/],
    ['feed /no/such.csv URL', /there is no file/],
    ['feed /etc/hostname URL', /--format/],
    ['feed - URL --format parquet', /not from standard input/],
    ['feed - URL --format xml', /Allowed choices are ndjson, csv, parquet/],
    ['feed - URL --features a,,b', /names with commas/],
    ['feed - URL --run other', /there is no run "other".*has: sum/],
    ['watch URL --run other', /there is no run "other"/],
    ['watch URL --lines many', /whole number/],
    ['predict URL 1 two', /"two" is no number/],
    ['predict URL 1', /answers: xs\[0\]: .*expects 2 features/],
    ['predict URL 1 2 --run other', /there is no run "other"/],
    ['serve', /missing required argument 'pipeline'/],
    ['serve /no/such.ts', /there is no such file/],
  ])('%s', async (line, said) => {
    const message = await problem(line, await start());
    expect(message).toMatch(said);
    expect(message).not.toContain('\n');
  });

  it('asks which run, where there are several, or none', async () => {
    const url = await start({ runs: [] });
    expect(await problem('predict URL 1 2', url)).toMatch(/say which run, by --run; .* has: none/);
  });
});

describe('tokens', () => {
  const tokens = { 'the-right-token': 'viewer' } as const;

  it.each([
    ['runs URL --token-file /no/such/file', /can't be read/],
    ['runs URL --token-file /dev/null', /is empty/],
    ['runs URL', /say who you are/],
    ['runs URL --token canary-of-mine', /unknown option/],
    ['runs URL?token=canary-of-mine', /never into the address/],
    ['feed - URL', /takes a feeder|say who you are/],
  ])('%s', async (line, said) => {
    vi.stubEnv('RXGRAD_TOKEN', line.startsWith('feed') ? 'canary-of-mine' : '');
    const message = await problem(line, await start({ tokens }));
    expect(message).toMatch(said);
    expect(message).not.toContain('canary-of-mine');
  });

  it('are not repeated from an address', async () => {
    const url = (await start({ tokens })).replace('//', '//me:canary-of-mine@');
    const message = await problem('runs URL', url);
    expect(message).toContain('never into the address');
    expect(message).not.toContain('canary-of-mine');
  });
});
