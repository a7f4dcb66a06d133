import { fileURLToPath } from 'node:url';
import { LineProcess } from './line-process.ts';

/** `ours` is a peer too: another of our entries, to compare with. */
export type PeerName =
  | 'ours'
  | 'pytorch'
  | 'scikit-learn'
  | 'river'
  | 'vowpal-wabbit'
  | 'tensorflow-js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const python = (script: string) => () =>
  new LineProcess(process.env['RXGRAD_PEERS_PYTHON'] ?? 'python3', [here(`peers/${script}`)]);

const starters: Readonly<Record<PeerName, () => LineProcess>> = {
  ours: () => new LineProcess(process.execPath, [...process.execArgv, here('ours.ts')]),
  pytorch: python('pytorch.py'),
  'scikit-learn': python('scikit_learn.py'),
  river: python('river_bench.py'),
  'vowpal-wabbit': python('vowpal_wabbit.py'),
  'tensorflow-js': () => new LineProcess(process.execPath, [here('peers/tensorflow-js/main.js')]),
};

/** Starts a peer: a process that answers names of cases with rates. */
export function startPeer(peer: PeerName): LineProcess {
  return starters[peer]();
}
