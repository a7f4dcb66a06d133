import { formatAge } from '../numbers/format.ts';

export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'closed';

/** What is known about the line to the server. */
export interface Connection {
  readonly state: ConnectionState;
  /** Round trip of the last ping in milliseconds, NaN before the first. */
  readonly lag: number;
  /** Milliseconds since anything came over the line, pongs included, NaN before anything did. */
  readonly silence: number;
  /** Milliseconds since the run last moved, NaN before it did. */
  readonly age: number;
  /** Whether the run is one that should move. */
  readonly running: boolean;
}

export interface ConnectionReport {
  readonly tone: 'good' | 'waiting' | 'bad';
  readonly word: string;
  readonly detail: string;
}

const LONG = 3000;

/** Says how things stand: an open line on which nothing comes is not called good, and old numbers are called old. */
export function describeConnection(connection: Connection): ConnectionReport {
  const { state, lag, silence, age, running } = connection;
  const old = Number.isNaN(age) ? '' : `numbers are ${formatAge(age)} old`;
  if (state === 'connecting') return { tone: 'waiting', word: state, detail: '' };
  if (state === 'reconnecting') return { tone: 'waiting', word: state, detail: old };
  if (state === 'closed') return { tone: 'bad', word: state, detail: old };
  if (silence > LONG) {
    return { tone: 'waiting', word: state, detail: `silent for ${formatAge(silence)}` };
  }
  const quiet = running && age > LONG ? `run quiet for ${formatAge(age)}` : '';
  return { tone: 'good', word: state, detail: [formatLag(lag), quiet].filter(Boolean).join(', ') };
}

function formatLag(lag: number): string {
  if (Number.isNaN(lag)) return '';
  return `lag ${lag < 10 ? lag.toFixed(1) : Math.round(lag)} ms`;
}
