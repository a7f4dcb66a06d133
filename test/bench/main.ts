import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare, type Row } from './compare.ts';
import { loadEntries } from './load-entries.ts';
import { describeMachine } from './machine-description.ts';
import { markdown, rowText } from './report.ts';

const HELP = `pnpm bench: measures rxgrad and, where they are installed, its peers in the same run.

  --only NAME    only entries with NAME in their name
  --rounds N     rounds of ours and theirs in turns (default 3)
  --no-peers     ours alone
  --json FILE    writes everything measured to FILE
  --results      writes test/bench/RESULTS.md
  --list         names the entries
  --help         this text

Peers and how to install them: test/bench/peers/README.md`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    'no-peers': { type: 'boolean', default: false },
    json: { type: 'string' },
    results: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const loaded = await loadEntries();
  const entries = loaded.entries.filter(({ name }) => name.includes(options.only));
  if (options.list) return console.log(entries.map(({ name }) => name).join('\n'));
  const machine = describeMachine();
  console.log(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load}, ${machine.date}\n`,
  );
  const rows: Row[] = [];
  for (const entry of entries) {
    const row = await compare(entry, Number(options.rounds), !options['no-peers']);
    console.log(rowText(row));
    rows.push(row);
  }
  for (const { file, error } of loaded.failures) console.log(`${file} failed to load: ${error}`);
  const report = { machine, rows, failures: loaded.failures };
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  if (options.results) writeFileSync(new URL('RESULTS.md', import.meta.url), markdown(report));
  if (loaded.failures.length > 0 || rows.some(({ error }) => error)) process.exitCode = 1;
}
