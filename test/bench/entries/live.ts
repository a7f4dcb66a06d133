import { setTimeout } from 'node:timers/promises';
import type { Entry, Rate } from '../entry.ts';
import { LiveServer, quantile } from '../fan-out/live.ts';

const KIB_10 = 2_560;
const KIB_1 = 256;

/** How many times the slowest hundredth of all deltas could have come within a second. */
async function latency(subscribers: number, hz: number): Promise<Rate> {
  const server = await LiveServer.start('clock', KIB_10);
  try {
    await server.subscribe(subscribers, hz);
    await setTimeout(1_500);
    server.latencies = [];
    await setTimeout(5_000);
    const [median, p99] = [0.5, 0.99].map((share) => quantile(server.latencies, share));
    const deltas = server.latencies.length;
    return { rate: 1_000 / (p99 ?? Infinity), detail: { deltas, median, p99 } };
  } finally {
    await server.stop();
  }
}

/** What is left of a run's speed while others watch, windows with and without them in turns. */
async function undisturbed(subscribers: number, hz: number): Promise<Rate> {
  const server = await LiveServer.start('training', KIB_10);
  const learned = async (count: number): Promise<number> => {
    await server.subscribe(count, hz);
    await setTimeout(300);
    const { samples } = await server.progress();
    const began = performance.now();
    await setTimeout(1_000);
    return ((await server.progress()).samples - samples) / (performance.now() - began);
  };
  try {
    await setTimeout(1_000);
    const ratios: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const [before, watched, after] = [
        await learned(0),
        await learned(subscribers),
        await learned(0),
      ];
      ratios.push((2 * watched) / (before + after));
    }
    return { rate: quantile(ratios, 0.5), detail: { ratios } };
  } finally {
    await server.stop();
  }
}

/** Time to encode a tick for one subscriber over that for many: the worst. */
async function encoding(counts: readonly number[], hz: number): Promise<Rate> {
  const server = await LiveServer.start('clock', KIB_1);
  try {
    const microseconds: number[] = [];
    for (const count of [1, ...counts]) {
      await server.subscribe(count, hz);
      await setTimeout(1_000);
      await server.progress();
      await setTimeout(4_000);
      microseconds.push(quantile((await server.progress()).encodings, 0.5));
    }
    const [one = 0, ...many] = microseconds;
    return { rate: one / Math.max(...many), detail: { subscribers: [1, ...counts], microseconds } };
  } finally {
    await server.stop();
  }
}

export const entries: readonly Entry[] = [
  {
    name: 'latency-200',
    work: '1 / p99 of the time from a change of the weights to its arrival: 200 subscribers, 20 Hz, 10 KiB',
    unit: '/s',
    goal: 20,
    prepare: () => ({ measure: () => latency(200, 20) }),
  },
  {
    name: 'latency-2000',
    work: 'the same with 2,000 subscribers at 5 Hz',
    unit: '/s',
    goal: 10,
    prepare: () => ({ measure: () => latency(2_000, 5) }),
  },
  {
    name: 'undisturbed',
    work: 'speed of a training run with 200 subscribers at 20 Hz, 10 KiB, over its speed alone',
    unit: '×',
    goal: 0.95,
    prepare: () => ({ measure: () => undisturbed(200, 20) }),
  },
  {
    name: 'encode-once',
    work: 'time to encode an update for 1 subscriber over that for 100 and for 2,000: the worst',
    unit: '×',
    goal: 0.9,
    prepare: () => ({ measure: () => encoding([100, 2_000], 20) }),
  },
];
