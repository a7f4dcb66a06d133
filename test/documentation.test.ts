import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rooms } from './architecture/rooms.ts';
import { root } from './architecture/source-files.ts';
import { generateExamples } from './documentation/generate.ts';
import { publicExports } from './documentation/public-export.ts';

const packages = readdirSync(`${root}packages`)
  .map((name) => `packages/${name}`)
  .filter((folder) => rooms[folder]?.testsOnly !== true);

describe('docstrings', () => {
  test('stand at everything a package exports', () => {
    const silent = packages.flatMap(publicExports).filter(({ docstring }) => docstring === '');
    expect(silent.map(({ name, place }) => `${place} ${name} has no docstring`)).toEqual([]);
  });

  test('show an example of every function, class and value of the front door', () => {
    const missing = publicExports('packages/rxgrad').filter(
      ({ kind, docstring }) => kind === 'value' && !/@example[^@]*```ts\n/.test(docstring),
    );
    expect(missing.map(({ name, place }) => `${place} ${name} has no @example`)).toEqual([]);
  });
});

describe('examples', () => {
  const examples = generateExamples().map(({ place, module }) => [place, module] as const);
  test.each(examples)('%s does what it shows', async (_place, module) => {
    await import(/* @vite-ignore */ module);
  });
});
