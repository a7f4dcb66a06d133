import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { freePort } from '@rxgrad/testkit';
import { describe, expect, test } from 'vitest';
import { manifestOf } from './architecture/manifests.ts';
import { root } from './architecture/source-files.ts';
import { blocksOfMarkdown } from './documentation/code-block.ts';
import { generateReadme } from './documentation/generate.ts';

const PORT = '7410';
const languages = ['ts', 'sh', 'text', 'svelte', 'html', 'json'];
const blocks = existsSync(`${root}README.md`) ? blocksOfMarkdown('README.md') : [];
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code, line }) =>
    code.split('\n').flatMap((text, index) => {
      const [, command] = /^(?:\$ )?npx -y pnpm (.+?)(?: +#.*)?$/.exec(text) ?? [];
      return command ? [{ command, place: `README.md:${line + index}` }] : [];
    }),
  );

describe('the README', () => {
  test('is there, with code', () => expect(blocks.length).toBeGreaterThan(0));

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
});

describe('code in the README', () => {
  // Blocks run in the order in which they are read: a later one may connect to an earlier one's
  // server, which listens on a port that is free here.
  const examples = blocks.length > 0 ? generateReadme() : [];
  const port = freePort();
  test.each(examples)('$place runs', async ({ module }) => {
    writeFileSync(module, readFileSync(module, 'utf8').replaceAll(PORT, String(await port)));
    await import(/* @vite-ignore */ module);
  });
});

async function helpOf(script: string): Promise<string> {
  const mains: Record<string, string> = {
    start: 'apps/cli/src/main.ts',
    bench: 'test/bench/main.ts',
  };
  const node = ['--import', 'tsx', '--conditions=@rxgrad/source', mains[script] ?? '', '--help'];
  const { stdout } = await promisify(execFile)(process.execPath, node, { cwd: root });
  return stdout;
}
