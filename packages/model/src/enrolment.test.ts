import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allLayerNames, losses, optimizerMakers } from '../laws/zoo.ts';
import * as door from './index.ts';
import { familyOf } from './optimizers/linear-rule.ts';
import { linearOptimizers } from './optimizers/registry.ts';

/** Functions of a folder that return a member, and that users can call. */
function factories(folder: string, kind: string): string[] {
  const directory = new URL(`./${folder}/`, import.meta.url);
  const files = readdirSync(directory).filter((file) => /^[^.]+\.ts$/.test(file));
  const functions = files.flatMap((file) =>
    readFileSync(new URL(file, directory), 'utf8').split('export function ').slice(1),
  );
  return functions
    .filter((text) => /\): ([\w<>]+) \{\n/.exec(text)?.[1] === kind)
    .map((text) => /^\w+/.exec(text)?.[0] ?? '')
    .filter((name) => Object.hasOwn(door, name));
}

it('every layer that can be imported is one that the laws are tested for', () => {
  // It gives another layer its name.
  const found = factories('layers', 'Layer').filter((name) => name !== 'named');
  expect(found.length).toBeGreaterThan(20);
  expect(found.filter((name) => !allLayerNames.includes(name))).toEqual([]);
});

it('every loss that can be imported is one that the laws are tested for', () => {
  // Made of the others: heads.test.ts holds it to the same laws.
  const made = factories('losses', 'LossFunction').filter((name) => name !== 'losses');
  const whole = Object.entries(door)
    .filter(([, value]) => typeof value === 'object' && 'linkName' in value)
    .map(([name]) => name);
  const tested = new Set(Object.values(losses).map(familyOf));
  expect(made.length + whole.length).toBeGreaterThan(9);
  expect([...made, ...whole].filter((name) => !tested.has(name))).toEqual([]);
});

it('every optimizer that can be imported is one that the laws are tested for', () => {
  const found = factories('optimizers', 'Optimizer');
  const tested = new Set(
    Object.keys({ ...optimizerMakers, ...linearOptimizers }).map((name) => name.split('-')[0]),
  );
  expect(found.length).toBeGreaterThan(9);
  expect(found.filter((name) => !tested.has(name))).toEqual([]);
});

it("members of one's own are among them", () => {
  expect(allLayerNames.filter((name) => name.startsWith('own'))).toHaveLength(1);
  expect(Object.keys(losses).filter((name) => name.startsWith('own'))).toHaveLength(1);
  expect(Object.keys(optimizerMakers).filter((name) => name.startsWith('own'))).toHaveLength(1);
});
