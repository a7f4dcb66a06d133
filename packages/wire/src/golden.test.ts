import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { annotate } from '../golden/annotate.ts';
import { examples } from '../golden/examples.ts';
import { frameTable } from '../golden/frame-table.ts';
import { decode, encode } from './codec.ts';
import { registry, type Frame } from './registry.ts';

/**
 * Files and document are made by `UPDATE_GOLDEN=1 vitest run packages/wire` and compared from then
 * on: neither the code nor the specification can change without the other.
 */
const update = process.env['UPDATE_GOLDEN'] === '1';
const golden = (name: string): URL => new URL(`../golden/${name}.bin`, import.meta.url);
const protocol = new URL('../PROTOCOL.md', import.meta.url);
const ops = Object.keys(registry) as Frame['op'][];

/** The text between two marks of the specification; written there when updating. */
function section(mark: string, made: string): string {
  const text = readFileSync(protocol, 'utf8');
  const [start, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`];
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  if (to < 0) throw new Error(`PROTOCOL.md has no section ${mark}`);
  if (update) writeFileSync(protocol, text.slice(0, from) + made + text.slice(to));
  return update ? made : text.slice(from, to);
}

describe.each(ops)('golden %s', (op) => {
  const bytes = encode(examples[op]);

  it('is what the code writes', () => {
    if (update || !existsSync(golden(op))) writeFileSync(golden(op), bytes);
    expect([...bytes]).toEqual([...readFileSync(golden(op))]);
  });

  it('is read as what was written', () => {
    expect(decode(readFileSync(golden(op)))).toEqual(examples[op]);
  });

  it('stands in PROTOCOL.md byte by byte', () => {
    const made = annotate(op, readFileSync(golden(op)));
    expect(section(`example ${op}`, made)).toBe(made);
  });
});

it('PROTOCOL.md lists every frame with its fields, in order and with types', () => {
  const made = frameTable(ops);
  expect(section('frames', made)).toBe(made);
});
