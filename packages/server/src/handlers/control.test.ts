import { type Sample, dense, sequential, sgd, squaredError, zeros } from '@rxgrad/model';
import { learn, stream, train } from '@rxgrad/stream';
import { ManualClock } from '@rxgrad/testkit';
import type { Control } from '@rxgrad/wire';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RawClient } from '../../testing/raw-client.ts';
import { serve } from '../serve.ts';

function* samples(): Generator<Sample> {
  for (let i = 0; ; i += 1) yield { x: [(i % 5) / 5], y: i % 2 };
}

/** A run at a sample a millisecond of its own clock, and a client that steers it. */
async function start(role = 'operator') {
  const clock = new ManualClock();
  const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
  const update$ = stream(samples(), { rate: 1_000, clock }).pipe(
    learn(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.1 }) }),
  );
  const run = train({ name: 'steered', model, update$ });
  const tokens = { v: 'viewer', t: 'trainer', o: 'operator' } as const;
  const server = await serve({ port: 0, runs: [run], closeGrace: 100, tokens });
  onTestFinished(async () => {
    await server.close();
    run.stop();
  });
  const hello = { token: role[0] as string, name: 'ada' };
  const client = await RawClient.connect(server.url, { hello });
  let request = 0;
  const ask = (action: string, told: Control['arguments'] = {}, over: Partial<Control> = {}) => {
    request += 1;
    client.send({ op: 'control', request, run: 'steered', action, arguments: told, ...over });
  };
  const control = async (...asked: Parameters<typeof ask>) => {
    ask(...asked);
    return client.next('reply');
  };
  return { clock, model, run, client, ask, control };
}

describe('CONTROL', () => {
  test('pauses, steps and resumes; REPLY to a step comes when it was made', async () => {
    const { clock, model, run, client, ask, control } = await start();
    clock.advance(20);
    const { version } = model;
    expect(await control('pause')).toMatchObject({ request: 1, ok: true, version });
    clock.advance(1_000);
    expect(model.version).toBe(version);
    ask('step', { updates: 3 });
    await client.roundTrip();
    expect(client.frames.some(({ op }) => op === 'reply')).toBe(false);
    clock.advance(1_000);
    expect(await client.next('reply')).toMatchObject({ ok: true, version: version + 3 });
    expect(await control('resume')).toMatchObject({ ok: true });
    expect(run.paused).toBe(false);
  });

  test('changes a hyperparameter, which is told to all with who did it', async () => {
    const { clock, run, client, control } = await start();
    client.subscribe({ id: 1_000, run: 'steered', channel: 'events' });
    expect(await control('set', { learningRate: 0.25 })).toMatchObject({ ok: true });
    clock.advance(10);
    expect(run.progress().learningRate).toBe(0.25);
    expect((await client.next('event')).code).toBe('started');
    const { code, detail } = await client.next('event');
    expect(code).toBe('hyperparameter');
    expect(detail).toMatch(/learningRate is 0\.25 .* by operator "ada" in session/);
  });

  test('keeps a checkpoint and goes back to it: a new epoch for all who subscribe', async () => {
    const { clock, model, client, control } = await start();
    client.subscribe({ id: 1_000, run: 'steered', channel: 'weights' });
    const { epoch } = await client.next('subscribed');
    clock.advance(10);
    await control('pause');
    const weights = model.data.slice();
    const kept = await control('checkpoint', { name: 'good' });
    expect(kept.result).toMatchObject({ name: 'good', version: model.version });
    await control('resume');
    clock.advance(50);
    const back = await control('rollback', { checkpoint: 'good' });
    expect(back).toMatchObject({ ok: true, version: kept.version, epoch: epoch + 1 });
    expect(await client.next('reset')).toMatchObject({ epoch: epoch + 1, reason: 'rollback' });
    expect(model.data).toEqual(weights);
    let snapshot = await client.next('snapshot');
    while (snapshot.epoch === epoch) snapshot = await client.next('snapshot');
    expect(snapshot).toMatchObject({ epoch: epoch + 1, version: kept.version });
  });

  test('compares and sets: version and epoch', async () => {
    const { clock, model, run, control } = await start();
    clock.advance(10);
    const { version } = model;
    const { epoch = 0 } = await control('pause', {}, { ifVersion: version });
    const late = { ifVersion: version - 1 };
    expect(await control('set', { learningRate: 9 }, late)).toMatchObject({
      ok: false,
      code: 'conflict',
      version,
      error: `the weights are at version ${version}, not ${version - 1}`,
    });
    const elsewhere = await control('set', { learningRate: 9 }, { ifEpoch: epoch + 1 });
    expect(elsewhere).toMatchObject({ ok: false, code: 'conflict', epoch });
    expect(run.progress().learningRate).toBe(0.1);
    const here = { ifVersion: version, ifEpoch: epoch };
    expect(await control('set', { learningRate: 9 }, here)).toMatchObject({ ok: true });
  });

  test.each<[string, string, Control['arguments'], string]>([
    ['an action that is not there', 'explode', {}, 'unknown'],
    ['an inherited name', 'toString', {}, 'unknown'],
    ['a checkpoint that is not there', 'rollback', { checkpoint: 'none' }, 'unknown'],
    ['a hyperparameter that is not there', 'set', { momentum: 1 }, 'unknown'],
    ['a value that cannot be', 'set', { learningRate: -1 }, 'invalid'],
    ['a value that is no number', 'set', { learningRate: '1' }, 'invalid'],
    ['nothing to set', 'set', {}, 'invalid'],
    ['half a step', 'step', { updates: 0.5 }, 'invalid'],
    ['an argument too many', 'pause', { now: true }, 'invalid'],
    ['no target', 'rollback', {}, 'invalid'],
  ])('%s: nothing is done, and REPLY says why', async (_what, action, told, code) => {
    const { run, control } = await start();
    const reply = await control(action, told);
    expect(reply).toMatchObject({ ok: false, code });
    expect(reply.error).toBeTruthy();
    expect(run.paused).toBe(false);
  });

  test('a run that is over takes no orders', async () => {
    const { run, control } = await start();
    run.stop();
    expect(await control('pause')).toMatchObject({ ok: false, code: 'state' });
  });

  test('who waits for a step hears of the end', async () => {
    const { run, client, ask } = await start();
    ask('step', { updates: 1_000 });
    await client.roundTrip();
    run.stop();
    expect(await client.next('reply')).toMatchObject({ ok: true });
  });

  test('takes an operator, and a run that is there', async () => {
    const viewer = await start('viewer');
    viewer.ask('pause');
    expect(await viewer.client.next('error')).toMatchObject({ code: 'forbidden', reference: 1 });
    const trainer = await start('trainer');
    trainer.ask('pause');
    expect(await trainer.client.next('error')).toMatchObject({ code: 'forbidden' });
    const operator = await start();
    operator.ask('pause', {}, { run: 'none' });
    expect(await operator.client.next('error')).toMatchObject({ code: 'unknown-run' });
    expect([viewer, trainer, operator].map(({ run }) => run.paused)).toEqual([false, false, false]);
  });
});
