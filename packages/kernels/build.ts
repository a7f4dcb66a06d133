import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { type Operation, operations } from './src/operations.ts';

// Builds assembly/*.ts into src/wasm.gen.ts, the module as base64, if a source is newer than that.

const root = dirname(fileURLToPath(import.meta.url));
const interpreter = 'assembly/run.gen.ts';
const output = 'src/wasm.gen.ts';

const sources = (await readdir(join(root, 'assembly')))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.gen.ts'))
  .map((name) => join('assembly', name));

if (await isStale()) {
  await write(interpreter, interpreterSource());
  await write(output, moduleSource(await compile()));
}

async function isStale(): Promise<boolean> {
  const built = await modified(output);
  const newest = await Promise.all([...sources, 'assembly', 'src/operations.ts', 'build.ts'].map(modified));
  return newest.some((time) => time > built);
}

async function modified(path: string): Promise<number> {
  return stat(join(root, path)).then(
    (found) => found.mtimeMs,
    () => 0,
  );
}

/** The interpreter of plans: a switch over the registry, which also exports each kernel for tests. */
function interpreterSource(): string {
  const entries = Object.entries<Operation>(operations);
  const files = [...groupByFile(entries)];
  const imports = files.map(
    ([file, members]) => `import { ${members.map(([name]) => name).join(', ')} } from './${file}';`,
  );
  const names = entries.map(([name]) => name).join(', ');
  return `// Made by build.ts from src/operations.ts.
${imports.join('\n')}
import { ROWS } from './memory';
export { ${names} };

/** Runs the instructions from address \`first\` up to \`last\`. */
export function run(first: usize, last: usize): void {
  let at = first;
  while (at < last) {
    switch (load<u32>(at)) {
${entries.map(instructionSource).join('\n')}
      default: unreachable();
    }
  }
}
`;
}

function groupByFile(entries: [string, Operation][]): Map<string, [string, Operation][]> {
  const groups = new Map<string, [string, Operation][]>();
  for (const entry of entries) groups.set(entry[1].file, [...(groups.get(entry[1].file) ?? []), entry]);
  return groups;
}

function instructionSource([name, { operands, floats, jumps }]: [string, Operation], code: number): string {
  let bytes = 4;
  const values = operands.map((operand) => {
    if (operand === 'rows') return 'load<u32>(ROWS)';
    bytes += 4;
    return `load<${floats?.includes(operand) ? 'f32' : 'u32'}>(at, ${bytes - 4})`;
  });
  const body = jumps
    ? `at = ${name}(${[...values, `at + ${bytes}`].join(', ')});`
    : `${name}(${values.join(', ')}); at += ${bytes};`;
  return `      case ${code}: { ${body} break; }`;
}

async function compile(): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      interpreter,
      '--outFile', 'kernels.wasm',
      '-O3', '--converge', '--noAssert',
      '--enable', 'simd',
      '--importMemory', '--initialMemory', '1', '--memoryBase', '1024',
      '--runtime', 'stub', '--use', 'abort=',
    ],
    {
      readFile: (name, base) => readFile(join(base, name), 'utf8').catch(() => null),
      writeFile: (_name, contents) => {
        wasm = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`kernels: AssemblyScript failed\n${stderr.toString()}`, { cause: error });
  return wasm;
}

function moduleSource(wasm: Uint8Array): string {
  const text = Buffer.from(wasm).toString('base64');
  return `/** The kernels, ${wasm.length} bytes of WebAssembly; made by build.ts. */\nexport const wasm =\n  '${text}';\n`;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
