import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { all } from '../fixtures/all.ts';
import { AlreadyReadError } from './already-read-error.ts';
import { stdin } from './stdin.ts';

for (const format of ['csv', 'ndjson'] as const) {
  const line = { csv: '1\n', ndjson: '{"a":"1"}\n' }[format];
  const header = { csv: 'a\n', ndjson: '' }[format];

  test(`${format}: a row is there as soon as its line is`, async () => {
    const input = new PassThrough();
    const rows = stdin({ format, input })[Symbol.asyncIterator]();
    input.write(header + line);
    expect(await rows.next()).toEqual({ done: false, value: { a: '1' } });
    const second = rows.next();
    input.write(line);
    expect(await second).toEqual({ done: false, value: { a: '1' } });
    input.end();
    expect(await rows.next()).toEqual({ done: true, value: undefined });
  });

  test(`${format}: ending the iteration closes an input that says nothing`, async () => {
    const input = new PassThrough();
    const rows = stdin({ format, input })[Symbol.asyncIterator]();
    const pending = rows.next();
    await rows.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(input.destroyed).toBe(true);
  });
}

test('is read once', async () => {
  const source = stdin({ format: 'ndjson', input: new PassThrough().end() });
  expect(await all(source)).toEqual([]);
  await expect(source[Symbol.asyncIterator]().next()).rejects.toThrow(AlreadyReadError);
});

test('a process reads its standard input and ends after breaking off', async () => {
  const source = fileURLToPath(new URL('stdin.ts', import.meta.url));
  const script = `
    import { stdin } from ${JSON.stringify(source)};
    for await (const row of stdin({ format: 'ndjson' })) { process.stdout.write(row.a); break; }`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
  child.stdin.write('{"a":"one"}\n{"a":"two"}\n'); // and stays open
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise((resolve) => child.on('exit', resolve));
  child.stdin.destroy();
  expect([code, output]).toEqual([0, 'one']);
});
