import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { root } from '../architecture/source-files.ts';

/** A fenced block of code in a Markdown file or a docstring. */
export interface CodeBlock {
  /** Relative to the repository. */
  readonly file: string;
  /** Where its first line of code stands, counted from one. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of a Markdown file. */
export function blocksOfMarkdown(file: string): CodeBlock[] {
  return fencedBlocks(file, 1, readFileSync(root + file, 'utf8').split('\n'));
}

/** The fenced blocks of the docstrings of a TypeScript file. */
export function blocksOfDocstrings(file: string): CodeBlock[] {
  const text = readFileSync(root + file, 'utf8');
  return parseSync(file, text)
    .comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .flatMap(({ start, value }) => {
      const lines = value.split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
      return fencedBlocks(file, text.slice(0, start).split('\n').length, lines);
    });
}

function fencedBlocks(file: string, firstLine: number, lines: readonly string[]): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { line: number; language: string } | undefined;
  lines.forEach((text, index) => {
    const fence = /^\s*```(\w*)/.exec(text);
    if (!fence) return;
    if (open) {
      const code = lines.slice(open.line - firstLine, index).join('\n');
      blocks.push({ file, ...open, code });
      open = undefined;
    } else {
      open = { line: firstLine + index + 1, language: fence[1] ?? '' };
    }
  });
  return blocks;
}
