import { onTestFinished } from 'vitest';
import { type ServeOptions, type Server, serve } from '../src/serve.ts';
import { type HandMadeOptions, HandMadeRun } from './hand-made-run.ts';

/** A server with one hand-made run, which is closed when the test is over. */
export async function start(
  made: HandMadeOptions = {},
  options: ServeOptions = {},
): Promise<{ readonly run: HandMadeRun; readonly server: Server; readonly url: string }> {
  const run = new HandMadeRun(made);
  const server = await serve({ port: 0, runs: [run.run], closeGrace: 100, ...options });
  onTestFinished(() => {
    void server.close();
  });
  return { run, server, url: server.url };
}
