import { expect, test } from 'vitest';
import type { Row } from './compare.ts';
import { markdown, rowText } from './report.ts';

const row: Row = {
  name: 'mlp',
  work: 'a network',
  unit: 'samples/s',
  goal: 1e6,
  ours: { median: 2e6, rounds: [2e6], detail: {} },
  peers: [
    {
      peer: 'pytorch',
      case: 'mlp',
      figures: { median: 12_345, rounds: [12_345], detail: {} },
      ratio: 162.01,
      goal: 200,
    },
    { peer: 'river', case: 'mlp', absent: 'not installed' },
  ],
};

test('a row says what was reached and what was missed', () => {
  expect(rowText(row).split('\n')).toEqual([
    'mlp                      2.00 M samples/s  goal 1.00 M met',
    '  pytorch        12.3 k     ratio 162 ×  goal 200 × missed',
    '  river          absent: not installed',
  ]);
});

test('Markdown has a line for our own goal and one for each peer', () => {
  const machine = {
    cpu: 'a cpu',
    cores: 2,
    memoryGiB: 24,
    node: 'v20.0.0',
    platform: 'linux x64',
    date: '2026-11-23',
    load: 0.1,
  };
  const text = markdown({ machine, rows: [row], failures: [] });
  expect(text).toContain(
    'a cpu, 2 cores, 24 GiB, linux x64, Node v20.0.0, 2026-11-23, load 0.1 before.',
  );
  expect(text).toContain('| a network | 2.00 M samples/s | | | | 1.00 M | met |');
  expect(text).toContain(
    '| a network | 2.00 M samples/s | pytorch | 12.3 k | 162 × | 200 × | missed |',
  );
  expect(text).toContain('| a network | 2.00 M samples/s | river | absent |  |  |  |');
});
