import { Block, dense, sequential, sgd, squaredError } from '@rxgrad/model';
import { lastValueFrom, of } from 'rxjs';
import { expect, it } from 'vitest';
import { learn } from './learn.ts';

it('takes no more of the model’s memory each time it is subscribed to', async () => {
  const model = sequential({ inputs: 64, seed: 1 }, dense(1));
  const block = new Block(new Float32Array(64 * 256), new Float32Array(256), 256);
  const update$ = of(block).pipe(learn(model, { loss: squaredError, optimizer: sgd() }));
  await lastValueFrom(update$);
  const { byteLength } = model.workspace.machine.memory.buffer;
  for (let i = 0; i < 50; i += 1) await lastValueFrom(update$);
  expect(model.workspace.machine.memory.buffer.byteLength).toBe(byteLength);
  expect(model.version).toBe(51 * 256);
});
