import { Random } from 'rxgrad';
import { goodFrame, mutatedFrame } from './mutated-frames.ts';
import { type Hearer, StructuredFrames } from './structured-frames.ts';

const MIB = 1 << 20;

/** As large as a server takes, and filled with the same few bytes over and over: what is not linear shows. */
function largeFrame(random: Random): Uint8Array {
  const size = MIB - random.integer(MIB - 1);
  const pattern = Uint8Array.from({ length: 1 + random.integer(4) }, () => random.integer(256));
  const bytes = Buffer.alloc(size, pattern);
  const heads = [goodFrame(random), [0xdc, 0xff, 0xff], [0x91, 0xdb], [0x92, 0x01, 0xda], []];
  bytes.set([...(heads[random.integer(heads.length)] ?? [])].slice(0, size));
  return bytes;
}

/** The frames of a block: the same for the same seed and block, so that one can be looked at alone. */
export function* hostileFrames(
  seed: number,
  block: number,
  count: number,
  hearer: Hearer = 'anybody',
): Generator<Uint8Array> {
  const random = new Random(seed * 2 ** 24 + block);
  const structured = new StructuredFrames(random, hearer);
  for (let index = 0; index < count; index++) {
    const kind = random.integer(16);
    if (random.integer(1_000) === 0) yield largeFrame(random);
    else if (kind < 7) yield mutatedFrame(random);
    else if (kind < 14) yield structured.next();
    else if (kind < 15) yield goodFrame(random);
    else yield Uint8Array.from({ length: random.integer(80) }, () => random.integer(256));
  }
}
