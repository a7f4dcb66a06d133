import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { parse as parseSvelte } from 'svelte/compiler';
import { root } from './source-files.ts';

/** What the tests read of a node of ESTree, TypeScript's nodes included. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly source?: Node | null;
  readonly argument?: Node;
  readonly expression?: Node;
  readonly value?: unknown;
  readonly importKind?: string;
  readonly exportKind?: string;
  readonly computed?: boolean;
}

export interface SyntaxTree {
  readonly file: string;
  readonly nodes: readonly Node[];
  /** Of a node, counted from one. */
  readonly lineOf: (node: Node) => number;
}

/** Parses a file of TypeScript or Svelte, and lists every node of it. */
export function syntaxTree(file: string): SyntaxTree {
  const text = readFileSync(root + file, 'utf8');
  const nodes: Node[] = [];
  collect(parse(file, text), nodes);
  return { file, nodes, lineOf: (node) => text.slice(0, node.start).split('\n').length };
}

function parse(file: string, text: string): unknown {
  if (file.endsWith('.svelte')) return parseSvelte(text, { modern: true });
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`);
  return program;
}

function collect(value: unknown, nodes: Node[]): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && 'start' in value) nodes.push(value as Node);
  for (const child of Object.values(value)) collect(child, nodes);
}
