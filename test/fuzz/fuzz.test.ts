import { describe, expect, test } from 'vitest';
import { fuzz } from './fuzz-process.ts';

/** Another one than in every run: `RXGRAD_SEED=…`. */
const seed = Number(process.env['RXGRAD_SEED'] ?? 1);
const FRAMES = 1_000_000;
const SAID = 10_000;
const HEARD = 3_000;

describe(`hostile frames of seed ${seed}, in a heap of 256 MB`, () => {
  test(`${FRAMES} are read, or refused with a typed error`, { timeout: 300_000 }, async () => {
    const { done, counts, slowest } = await fuzz('codec-program.ts', [seed, FRAMES]);
    expect(done).toBe(FRAMES);
    // All kinds of frames got through, and all kinds of refusals were seen.
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(['1007', '4500', 'hello', 'delta']));
    const { ms = 0, again = 0 } = slowest ?? {};
    const times = `${ms.toFixed(1)} ms, and ${again.toFixed(1)} ms alone`;
    console.log(`fuzz: seed ${seed}, ${FRAMES} frames; the slowest took ${times}`);
  });

  test(`${SAID} are said to a server, which answers as the document says`, async () => {
    const { done, counts } = await fuzz('socket-program.ts', [seed, SAID]);
    expect(done).toBe(SAID);
    const codes = ['1007', '4500', '4506', 'answered'];
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(codes));
  }, 300_000);

  test(`${HEARD} are said to clients, which answer or close`, { timeout: 300_000 }, async () => {
    const { done, counts } = await fuzz('client-program.ts', [seed, HEARD]);
    expect(done).toBe(HEARD);
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(['4500', 'answered']));
  });
});
