import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Entry } from '../entry.ts';

const LIMIT = 1_000_000;
const program = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));
const options = ['--run', 'flights', '--rate', 'max', '--headless', '--json'];

export const entries: readonly Entry[] = [
  {
    name: 'flights',
    work: `flights from the Parquet file to the trained model, the first ${LIMIT / 1e6} M`,
    goal: 300_000,
    prepare: () => ({
      measure: async () => {
        const words = [program, ...options, '--limit', String(LIMIT)];
        const { stdout } = await promisify(execFile)(process.execPath, words);
        const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as {
          samplesPerSecond: number;
          metrics: Readonly<Record<string, number>>;
        };
        return { rate: summary.samplesPerSecond, detail: summary.metrics };
      },
    }),
  },
];
