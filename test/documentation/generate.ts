import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow, isTest, root } from '../architecture/source-files.ts';
import { blocksOfDocstrings, blocksOfMarkdown, type CodeBlock } from './code-block.ts';
import { withAssertions } from './with-assertions.ts';

/** A block of code of the documentation, and the module made of it. */
export interface Example {
  /** `file:line` */
  readonly place: string;
  /** An absolute path. */
  readonly module: string;
}

// Ignored by git; `tsc` checks what is in it. `shown.ts` is found from everywhere below it.
const folder = `${root}test/.cache/documentation/`;

/** Writes a module for each example in a docstring of the packages. */
export function generateExamples(): Example[] {
  return generate(
    'docstrings',
    filesBelow('packages')
      .filter((file) => /\/src\/.*\.ts$/.test(file) && !isTest(file) && !file.endsWith('.gen.ts'))
      .flatMap(blocksOfDocstrings),
  );
}

/** Writes a module for each block of TypeScript in the README. */
export function generateReadme(): Example[] {
  return generate('readme', blocksOfMarkdown('README.md'));
}

function generate(part: string, blocks: readonly CodeBlock[]): Example[] {
  rmSync(folder + part, { recursive: true, force: true });
  return blocks.filter(({ language }) => language === 'ts').map((block) => write(part, block));
}

/** Lines keep their numbers, so that a compiler's complaint points at the documentation. */
function write(part: string, { file, line, code }: CodeBlock): Example {
  const module = `${folder}${part}/${file.replace(/\.\w+$/, '')}.${line}.ts`;
  const shown = relative(dirname(module), `${root}test/documentation/shown.ts`);
  const imports = `import { shown } from '${shown}'; void shown;`;
  mkdirSync(dirname(module), { recursive: true });
  writeFileSync(module, imports + '\n'.repeat(line - 1) + withAssertions(code, file, line));
  return { place: `${file}:${line}`, module };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  generateExamples();
  generateReadme();
}
