import type { Entry, Opponent } from './entry.ts';
import type { Answer, LineProcess } from './line-process.ts';
import { type PeerName, startPeer } from './peers.ts';

/** Rates of several rounds. */
export interface Figures {
  readonly median: number;
  readonly rounds: readonly number[];
  readonly detail: unknown;
}

export interface Comparison {
  readonly peer: PeerName;
  readonly case: string;
  readonly figures?: Figures;
  /** Why there are no figures. */
  readonly absent?: string;
  /** The median of our rate over theirs, round by round. */
  readonly ratio?: number;
  readonly goal?: number;
}

export interface Row {
  readonly name: string;
  readonly work: string;
  readonly unit: string;
  readonly goal?: number;
  readonly ours?: Figures;
  readonly error?: string;
  readonly peers: readonly Comparison[];
}

/** Measures an entry and its opponents in turns: every round is ours, then each of theirs. */
export async function compare(entry: Entry, rounds: number, withPeers: boolean): Promise<Row> {
  const opponents = withPeers ? (entry.peers ?? []) : [];
  const ours = startPeer('ours');
  const processes = opponents.map(({ peer }) => startPeer(peer));
  const answers: Answer[][] = [[], ...opponents.map(() => [])];
  try {
    for (let round = 0; round < rounds; round++) {
      await ask(ours, entry.name, answers[0]);
      for (const [index, { name }] of opponents.entries()) {
        const process = processes[index];
        if (process) await ask(process, name, answers[index + 1]);
      }
    }
  } finally {
    await Promise.all([ours, ...processes].map((process) => process.close()));
  }
  const own = figuresOf(answers[0] ?? []);
  const peers = opponents.map((opponent, index) =>
    comparison(opponent, own, figuresOf(answers[index + 1] ?? [])),
  );
  const { name, work, unit = 'samples/s', goal } = entry;
  const goals = goal === undefined ? {} : { goal };
  const result = typeof own === 'string' ? { error: own } : { ours: own };
  return { name, work, unit, ...goals, ...result, peers };
}

/** A process that failed once is not asked again. */
async function ask(process: LineProcess, name: string, answers: Answer[] = []): Promise<void> {
  const last = answers.at(-1);
  if (!last || !('error' in last)) answers.push(await process.ask(name));
}

function figuresOf(answers: readonly Answer[]): Figures | string {
  const failure = answers.find((answer) => 'error' in answer);
  if (failure) return failure.error;
  const rounds = answers.flatMap((answer) => ('error' in answer ? [] : answer.samplesPerSecond));
  const last = answers.at(-1);
  return { median: median(rounds), rounds, detail: last && 'detail' in last ? last.detail : {} };
}

function comparison(
  opponent: Opponent,
  ours: Figures | string,
  theirs: Figures | string,
): Comparison {
  const { peer, name, goal } = opponent;
  const base = { peer, case: name, ...(goal === undefined ? {} : { goal }) };
  if (typeof theirs === 'string') return { ...base, absent: theirs };
  if (typeof ours === 'string') return { ...base, figures: theirs };
  const ratio = median(
    ours.rounds.map((rate, round) => rate / (theirs.rounds[round] ?? Number.NaN)),
  );
  return { ...base, figures: theirs, ratio };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
