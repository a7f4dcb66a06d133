import { OptionError } from '@rxgrad/online';
import { type LabelColumn, labelColumns } from './label-column.ts';
import type { LossFunction } from './loss-function.ts';

/** A head of a model, with a loss of its own. */
export interface Head {
  readonly loss: LossFunction;
  /** How many of the model's outputs are the head's. Default: 1. */
  readonly outputs?: number;
  /** What its loss counts beside the others'. Default: 1. */
  readonly weight?: number;
}

/** A head with its place among the model's outputs. */
export interface PlacedHead extends Required<Head> {
  readonly name: string;
  /** Its first output. */
  readonly from: number;
  /** What its numbers of a label may be, and which is the first. */
  readonly labels: readonly LabelColumn[];
  readonly label: number;
}

/** @throws OptionError when a head can't be */
export function placeHeads(
  heads: Readonly<Record<string, LossFunction | Head>>,
): readonly PlacedHead[] {
  let [from, label] = [0, 0];
  const placed = Object.entries(heads).map(([name, given]) => {
    const { loss, outputs = 1, weight = 1 }: Head = 'loss' in given ? given : { loss: given };
    requireHead(name, { loss, outputs, weight });
    const labels = labelColumns(loss, outputs);
    from += outputs;
    label += labels.length;
    const places = { from: from - outputs, label: label - labels.length };
    return { name, loss, outputs, weight, labels, ...places };
  });
  if (placed.length > 0) return placed;
  throw new OptionError('losses: at least one head is expected');
}

/** As in the name of the loss: `sold=logLoss`, `area=huber(delta=1)[3]*0.5`. */
export function shownHead({ name, loss, outputs, weight }: PlacedHead): string {
  const width = outputs === 1 ? '' : `[${outputs}]`;
  return `${name}=${loss.name}${width}${weight === 1 ? '' : `*${weight}`}`;
}

/** What `shownHead` shows. */
const SHOWN = /^(\w+)=(.+?)(?:\[(\d+)\])?(?:\*([\d.e+-]+))?$/;

/** Reads a list of what `shownHead` shows; undefined where it isn't one. */
export function headsByName(
  text: string,
  lossByName: (name: string) => LossFunction | undefined,
): Record<string, Head> | undefined {
  const heads: [string, Head][] = [];
  for (const part of text.split(/,(?![^(]*\))/)) {
    const [, name = '', lossName = '', outputs = '1', weight = '1'] = SHOWN.exec(part) ?? [];
    const loss = lossByName(lossName);
    if (loss === undefined) return undefined;
    heads.push([name, { loss, outputs: Number(outputs), weight: Number(weight) }]);
  }
  return Object.fromEntries(heads);
}

function requireHead(name: string, { loss, outputs, weight }: Required<Head>): void {
  const where = `losses: head "${name}"`;
  if (!/^[A-Za-z]\w*$/.test(name)) {
    throw new OptionError(`${where}: a name of letters, digits and _ is expected, a letter first`);
  }
  if (loss.name.startsWith('losses(')) {
    throw new OptionError(
      `${where}: a head has one loss, not ${loss.name}; give all heads at once`,
    );
  }
  if (!Number.isSafeInteger(outputs) || outputs < 1) {
    throw new OptionError(`${where}: outputs must be a whole number ≥ 1, it is ${outputs}`);
  }
  if (!(weight > 0 && Number.isFinite(Math.fround(weight)))) {
    throw new OptionError(`${where}: weight must be a number above 0, it is ${weight}`);
  }
}
