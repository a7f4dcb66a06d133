import type { Comparison, Row } from './compare.ts';
import type { MachineDescription } from './machine-description.ts';

/** Everything one call of `pnpm bench` found. */
export interface Report {
  readonly machine: MachineDescription;
  readonly rows: readonly Row[];
  readonly failures: readonly { readonly file: string; readonly error: string }[];
}

/** A row as lines of text, printed as soon as it is measured. */
export function rowText(row: Row): string {
  const ours = row.ours
    ? `${figure(row.ours.median)} ${row.unit}`
    : `failed: ${firstLine(row.error)}`;
  const own =
    row.goal === undefined
      ? ''
      : `  goal ${figure(row.goal)} ${verdict(row.ours?.median, row.goal)}`;
  const peers = row.peers.map((peer) => `\n  ${nameOf(peer).padEnd(14)} ${comparisonText(peer)}`);
  return `${row.name.padEnd(24)} ${ours}${own}${peers.join('')}`;
}

/** The whole report as Markdown. */
export function markdown({ machine, rows, failures }: Report): string {
  const { cpu, cores, memoryGiB, node, platform, date, load } = machine;
  const lines = rows.flatMap((row) => {
    const ours = row.ours ? figure(row.ours.median) : `failed: ${firstLine(row.error)}`;
    const goal = row.goal === undefined ? '' : figure(row.goal);
    const own = `| ${row.work} | ${ours} ${row.unit} | | | | ${goal} | ${verdict(row.ours?.median, row.goal)} |`;
    return row.peers.length > 0 && row.goal === undefined
      ? row.peers.map((peer) => peerLine(row, ours, peer))
      : [own, ...row.peers.map((peer) => peerLine(row, ours, peer))];
  });
  return [
    '# Results',
    '',
    'Written by `pnpm bench --results`. Each row is measured in one run with its peer, ours and theirs in',
    'turns; figures are medians, the ratio is the median over the rounds. Absolute figures drift between',
    'machines: the ratios count.',
    '',
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}, ${date}, load ${load} before.`,
    '',
    '| work | ours | peer | theirs | ratio | goal | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    ...failures.map(({ file, error }) => `| \`${file}\` | failed: ${firstLine(error)} | | | | | |`),
    '',
  ].join('\n');
}

function peerLine({ work, unit }: Row, ours: string, peer: Comparison): string {
  const { figures, ratio, goal } = peer;
  const theirs = figures ? figure(figures.median) : 'absent';
  const cells = [
    work,
    `${ours} ${unit}`,
    nameOf(peer),
    theirs,
    times(ratio),
    times(goal),
    verdict(ratio, goal),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Another of our entries goes by its own name. */
function nameOf(comparison: Comparison): string {
  return comparison.peer === 'ours' ? comparison.case : comparison.peer;
}

function comparisonText({ figures, absent, ratio, goal }: Comparison): string {
  if (!figures) return `absent: ${firstLine(absent)}`;
  const target = goal === undefined ? '' : `  goal ${times(goal)} ${verdict(ratio, goal)}`;
  return `${figure(figures.median).padEnd(10)} ratio ${times(ratio)}${target}`;
}

function verdict(value: number | undefined, goal: number | undefined): string {
  if (value === undefined || goal === undefined) return '';
  return value >= goal ? 'met' : 'missed';
}

function times(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${figure(ratio)} ×`;
}

function figure(value: number): string {
  if (value >= 1e6) return `${significant(value / 1e6)} M`;
  return value >= 1e4 ? `${significant(value / 1e3)} k` : significant(value);
}

/** Three digits, or all of a whole number. */
function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function firstLine(text: string | undefined): string {
  return text?.split('\n')[0] ?? '';
}
