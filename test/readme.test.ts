import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { manifestOf } from './architecture/manifests.ts';
import { root } from './architecture/source-files.ts';
import { blocksOfMarkdown } from './documentation/code-block.ts';
import { generateReadme } from './documentation/generate.ts';

const languages = ['ts', 'sh', 'text', 'svelte', 'html', 'json'];
const blocks = blocksOfMarkdown('README.md');
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code, line }) =>
    code.split('\n').flatMap((text, index) => {
      const [, command] = /^(?:\$ )?npx -y pnpm (.+?)(?: +#.*)?$/.exec(text) ?? [];
      return command ? [{ command, place: `README.md:${line + index}` }] : [];
    }),
  );

describe('the README', () => {
  test('says of each block in which language it is', () => {
    const wrong = blocks.filter(({ language }) => !languages.includes(language));
    expect(wrong.map(({ line }) => `README.md:${line}`)).toEqual([]);
  });

  test('names the two commands', () => {
    const named = commands.map(({ command }) => command);
    expect(named).toEqual(expect.arrayContaining(['start', 'test']));
  });

  test.each(commands)(
    '$place: pnpm $command is a script with these options',
    async ({ command }) => {
      const [script = '', ...words] = command.replace(/--silent +/, '').split(/\s+/);
      expect(Object.keys(manifestOf('.').scripts ?? {})).toContain(script);
      const options = words.filter((word) => word.startsWith('-'));
      if (options.length === 0) return;
      const help = await helpOf(script);
      for (const option of options) expect(help).toContain(option);
    },
  );

  test('links to files that exist', () => {
    const links = readFileSync(`${root}README.md`, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g);
    const missing = [...links].flatMap(([, path = '']) => (existsSync(root + path) ? [] : path));
    expect(missing).toEqual([]);
  });

  // Blocks run in the order in which they are read, each as a module of its own.
  const examples = generateReadme().map(({ place, module }) => [place, module] as const);
  test.each(examples)('%s does what it shows', async (_place, module) => {
    await import(/* @vite-ignore */ module);
  });
});

/** What the program behind a script says about its options. */
async function helpOf(script: string): Promise<string> {
  const programs: Record<string, string> = {
    start: 'apps/cli/src/main.ts',
    bench: 'test/bench/main.ts',
  };
  const program = programs[script];
  if (!program) throw new Error(`README.md: options of pnpm ${script} can't be looked up`);
  const node = ['--import', 'tsx', '--conditions=@rxgrad/source', program, '--help'];
  const { stdout } = await promisify(execFile)(process.execPath, node, { cwd: root });
  return stdout;
}
