import type { Entry } from '../entry.ts';
import { measureFeeding } from '../feeding/measure-feeding.ts';

const FEATURES = 32;

export const entries: readonly Entry[] = [
  {
    name: 'ingest-batches',
    work: 'samples over one socket, 256 a frame, 32 features, each learned; feeder and server in processes of their own',
    goal: 1_000_000,
    prepare: () => ({
      measure: () =>
        measureFeeding({ feeder: 'feeder.ts', features: FEATURES, samples: 4_000_000, frame: 256 }),
    }),
  },
  {
    name: 'ingest-single',
    work: 'the same, one sample a frame',
    goal: 100_000,
    prepare: () => ({
      measure: () =>
        measureFeeding({ feeder: 'feeder.ts', features: FEATURES, samples: 400_000, frame: 1 }),
    }),
  },
  {
    name: 'ingest-ndjson',
    work: 'the same as lines of JSON in one HTTP request, 32 features of four digits',
    goal: 200_000,
    prepare: () => ({
      measure: () =>
        measureFeeding({
          feeder: 'feeder-ndjson.ts',
          features: FEATURES,
          samples: 800_000,
          frame: 256,
        }),
    }),
  },
];
