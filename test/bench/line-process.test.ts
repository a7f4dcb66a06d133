import { expect, test } from 'vitest';
import { LineProcess } from './line-process.ts';

const echo = `
  require('node:readline').createInterface({ input: process.stdin }).on('line', (name) => {
    if (name === 'end') process.exit(1);
    console.log(JSON.stringify({ name, samplesPerSecond: 7 }));
  });
`;

test('asks one case after the other', async () => {
  const peer = new LineProcess(process.execPath, ['-e', echo]);
  expect(await peer.ask('a')).toEqual({ name: 'a', samplesPerSecond: 7 });
  expect(await peer.ask('b')).toEqual({ name: 'b', samplesPerSecond: 7 });
  await peer.close();
});

test('says so when the process is not there', async () => {
  const peer = new LineProcess('no-such-command', []);
  expect(JSON.stringify(await peer.ask('a'))).toContain('ENOENT');
  await peer.close();
});

test('says so when the process ends', async () => {
  const peer = new LineProcess(process.execPath, ['-e', echo]);
  expect(await peer.ask('end')).toEqual({ name: 'end', error: 'it ended without a word' });
  await peer.close();
});
