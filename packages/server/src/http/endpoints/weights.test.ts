import { modelFromSafetensors } from '@rxgrad/model';
import { expect, test } from 'vitest';
import { linesOf, postLines } from '../../../testing/post-lines.ts';
import { startReal } from '../../../testing/real-run.ts';

test('the weights are a safetensors file, the model in it', async () => {
  const { url, run } = await startReal();
  await linesOf(await postLines(`${url}/runs/real/samples`, [{ x: [1, 2], y: 3 }]));
  const response = await fetch(`${url}/runs/real/weights`);
  expect(response.status).toBe(200);
  expect(response.headers.get('rxgrad-version')).toBe('1');
  expect(response.headers.get('content-disposition')).toContain('real.safetensors');
  const model = modelFromSafetensors(new Uint8Array(await response.arrayBuffer()));
  expect(model.data).toEqual(run.model.data);
});

test('who has them is told so, until they change', async () => {
  const { url } = await startReal();
  const etag = (await fetch(`${url}/runs/real/weights`)).headers.get('etag') ?? '';
  const ask = (tag: string) =>
    fetch(`${url}/runs/real/weights`, { headers: { 'If-None-Match': tag } });
  const same = await ask(`"other", W/${etag}`);
  expect(same.status).toBe(304);
  expect(await same.text()).toBe('');
  await linesOf(await postLines(`${url}/runs/real/samples`, [{ x: [1, 2], y: 3 }]));
  const changed = await ask(etag);
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).not.toBe(etag);
});

test('HEAD tells the version without the file', async () => {
  const { url } = await startReal();
  const response = await fetch(`${url}/runs/real/weights`, { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(8);
  expect((await response.arrayBuffer()).byteLength).toBe(0);
});

test('weights that no file can hold are a conflict, not our fault', async () => {
  const { url, run } = await startReal();
  run.model.data[0] = Number.NaN;
  const response = await fetch(`${url}/runs/real/weights`);
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({ error: { code: 'unsupported' } });
});
