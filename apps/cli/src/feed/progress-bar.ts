import { grouped } from '../numbers.ts';
import type { FateTally } from './fate-tally.ts';

const WIDTH = 24;

/** How far a feed has come: a bar where the size of the input is known, and what became of its samples. */
export function progressBar(share: number | undefined, tally: Pick<FateTally, 'of'>): string {
  const counts = [
    `${grouped(tally.of('applied'))} applied`,
    ...['duplicate', 'rejected', 'throttled']
      .filter((fate) => tally.of(fate) > 0)
      .map((fate) => `${grouped(tally.of(fate))} ${fate}`),
  ].join(' · ');
  if (share === undefined) return counts;
  const full = Math.round(Math.min(1, share) * WIDTH);
  const percent = `${Math.floor(Math.min(1, share) * 100)}%`.padStart(4);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}${percent} · ${counts}`;
}
