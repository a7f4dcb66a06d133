import { createInterface } from 'node:readline';
import type { Measurable } from './entry.ts';
import { loadEntries } from './load-entries.ts';
import type { Answer } from './line-process.ts';
import { measure } from './measure.ts';

// Our side, in a process of its own for each entry: what one entry taught the optimizing compiler
// doesn't slow another down. Speaks as the peers do.
const { entries } = await loadEntries();
const prepared = new Map<string, Measurable>();

async function answer(name: string): Promise<Answer> {
  try {
    const entry = entries.find((candidate) => candidate.name === name);
    if (!entry) throw new Error(`there is no entry ${name}`);
    const subject = prepared.get(name) ?? (await entry.prepare());
    prepared.set(name, subject);
    const { rate, detail } = await measure(subject);
    return { name, samplesPerSecond: rate, detail };
  } catch (error) {
    return { name, error: String(error) };
  }
}

for await (const name of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(name))}\n`);
}
