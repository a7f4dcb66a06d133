import { Bench } from 'tinybench';
import type { Measurable, Rate } from './entry.ts';

const MILLISECONDS = 500;

/** The median rate over half a second of runs, after a warm-up. */
export async function measure(subject: Measurable): Promise<Rate> {
  if ('measure' in subject) return subject.measure();
  const { perRun, run } = subject;
  const bench = new Bench({
    time: MILLISECONDS,
    iterations: 3,
    warmupTime: MILLISECONDS / 2,
    warmupIterations: 2,
    throws: true,
  });
  bench.add('ours', run);
  const [task] = await bench.run();
  const result = task?.result;
  if (result?.state !== 'completed') throw new Error(`the benchmark ended as ${result?.state}`);
  return {
    rate: (perRun * 1000) / result.latency.p50,
    detail: { runs: result.latency.samplesCount },
  };
}
