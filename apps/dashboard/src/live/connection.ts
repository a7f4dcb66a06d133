import { formatAge } from '../numbers/format.ts';

export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'closed';

/** What is known about the line to the server. */
export interface Connection {
  readonly state: ConnectionState;
  /** Round trip of the last ping in milliseconds, NaN before the first. */
  readonly lag: number;
  /** Milliseconds since anything of the run arrived, NaN before the first. */
  readonly silence: number;
  /** Whether the run is one from which something should arrive. */
  readonly running: boolean;
}

export interface ConnectionReport {
  readonly tone: 'good' | 'waiting' | 'bad';
  readonly word: string;
  readonly detail: string;
}

const SILENT = 3000;

/** Says how things stand: an open line on which nothing arrives is not called good, and old numbers are called old. */
export function describeConnection(connection: Connection): ConnectionReport {
  const { state, lag, silence, running } = connection;
  const old = Number.isNaN(silence) ? '' : `numbers are ${formatAge(silence)} old`;
  if (state === 'connecting') return { tone: 'waiting', word: state, detail: '' };
  if (state === 'reconnecting') return { tone: 'waiting', word: state, detail: old };
  if (state === 'closed') return { tone: 'bad', word: state, detail: old };
  return running && silence > SILENT
    ? { tone: 'waiting', word: state, detail: `silent for ${formatAge(silence)}` }
    : { tone: 'good', word: state, detail: formatLag(lag) };
}

function formatLag(lag: number): string {
  if (Number.isNaN(lag)) return '';
  return `lag ${lag < 10 ? lag.toFixed(1) : Math.round(lag)} ms`;
}
