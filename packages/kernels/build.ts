/// <reference types="node" />
import { mkdir, readFile, readdir, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { fingerprint } from './src/fingerprint.ts';
import { type Operation, operations } from './src/operations.ts';

// Builds assembly/*.ts into src/wasm.gen.ts, the module as base64, if a source is newer than that.

const root = dirname(fileURLToPath(import.meta.url));
const interpreter = 'assembly/run.gen.ts';
const output = 'src/wasm.gen.ts';

const sources = (await readdir(join(root, 'assembly')))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.gen.ts'))
  .map((name) => join('assembly', name));

/** What the interpreter is made from. */
const registry = (await readdir(join(root, 'src/operations')))
  .map((name) => join('src/operations', name))
  .concat('src/operations.ts');

if (await isStale()) {
  const started = new Date();
  await write(interpreter, interpreterSource());
  await write(output, moduleSource(await compile()));
  // As old as the build's start, so that a source edited meanwhile is newer and gets built next time.
  await utimes(join(root, output), started, started);
}

async function isStale(): Promise<boolean> {
  const built = await modified(output);
  const newest = await Promise.all([...sources, ...registry, 'assembly', 'build.ts'].map(modified));
  return newest.some((time) => time > built);
}

async function modified(path: string): Promise<number> {
  return stat(join(root, path)).then(
    (found) => found.mtimeMs,
    () => 0,
  );
}

/**
 * The interpreter of plans: a switch over the registry.
 *
 * Each instruction gets a function that takes nothing but its own address. They are exported, which keeps the optimizer
 * from merging them all into one that is too large for registers.
 */
function interpreterSource(): string {
  const entries = Object.entries<Operation>(operations);
  const imports = entries.map(([name, { file }]) => `import { ${name} } from './${file}';`);
  return `// Made by build.ts from src/operations.ts.
${imports.join('\n')}
import { ROWS } from './memory';

${entries.map(instructionSource).join('\n')}

/** Runs the instructions from address \`first\` up to \`last\`. */
export function run(first: usize, last: usize): void {
  let at = first;
  while (at < last) {
    switch (load<u32>(at)) {
${entries.map(([name, operation], code) => `      case ${code}: { ${stepSource(name, operation)} break; }`).join('\n')}
      default: unreachable();
    }
  }
}
`;
}

function instructionSource([name, { operands, floats, jumps }]: [string, Operation]): string {
  let bytes = 4;
  const values = operands.map((operand) => {
    if (operand === 'rows') return 'load<u32>(ROWS)';
    bytes += 4;
    return `load<${floats?.includes(operand) ? 'f32' : 'u32'}>(at, ${bytes - 4})`;
  });
  return jumps
    ? `export function $${name}(at: usize): usize { return ${name}(${[...values, `at + ${bytes}`].join(', ')}); }`
    : `export function $${name}(at: usize): void { ${name}(${values.join(', ')}); }`;
}

function stepSource(name: string, { operands, jumps }: Operation): string {
  const words = 1 + operands.filter((operand) => operand !== 'rows').length;
  return jumps ? `at = $${name}(at);` : `$${name}(at); at += ${words * 4};`;
}

async function compile(): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      interpreter,
      '--outFile',
      'kernels.wasm',
      '-O3',
      '--noAssert',
      '--enable',
      'simd',
      '--importMemory',
      '--initialMemory',
      '1',
      '--memoryBase',
      '64',
      '--runtime',
      'stub',
      '--use',
      'abort=',
    ],
    {
      readFile: (name, base) => readFile(join(base, name), 'utf8').catch(() => null),
      writeFile: (_name, contents) => {
        wasm = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm)
    throw new Error(`kernels: AssemblyScript failed\n${text(stderr)}`, { cause: error });
  return wasm;
}

function moduleSource(wasm: Uint8Array): string {
  const text = Buffer.from(wasm).toString('base64');
  return `/** The kernels, ${wasm.length} bytes of WebAssembly; made by build.ts. */
export const wasm =
  '${text}';

/** The fingerprint of the registry that they were made from. */
export const builtFor: number = ${fingerprint()};
`;
}

/** Puts a file into place whole: others may be reading it. */
async function write(path: string, text: string): Promise<void> {
  const target = join(root, path);
  const unfinished = `${target}.${process.pid}.tmp`;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(unfinished, text);
  await rename(unfinished, target);
}

/** What the compiler wrote: its streams, in memory, are text when asked for it. */
function text(stream: { toString(): string }): string {
  return stream.toString();
}
