import {
  CLOSE,
  type Frame,
  FrameError,
  WeightsDecoder,
  decode,
  decodeFromClient,
  decodeFromServer,
  encode,
} from '@rxgrad/wire';

const CODES: readonly number[] = [CLOSE.malformed, CLOSE.invalidPayload, CLOSE.tooBig];
const WEIGHTS = 4;

/** Runs the code or answers why not; anything but a typed refusal is an error of ours. */
function refusal<T>(run: () => T): T | FrameError {
  try {
    return run();
  } catch (error) {
    if (error instanceof FrameError && CODES.includes(error.code)) return error;
    throw error;
  }
}

/** Puts one message after the other through everything that reads hostile bytes. */
export class CodecTrial {
  /** How many frames were read, by op, and how many were refused, by close code. */
  readonly counts: Record<string, number> = {};
  #mirror = new WeightsDecoder(WEIGHTS);

  /** @throws what no peer must be able to cause */
  put(bytes: Uint8Array): void {
    const asServer = refusal(() => decodeFromClient(bytes));
    const asClient = refusal(() => decodeFromServer(bytes));
    const frame = asServer instanceof FrameError ? asClient : asServer;
    const key = frame instanceof FrameError ? frame.code : frame.op;
    this.counts[key] = (this.counts[key] ?? 0) + 1;
    if (frame instanceof FrameError) return;
    this.#sayAgain(frame);
    this.#mirrorIt(frame);
  }

  /** What was accepted can be said, and is then read as the same. */
  #sayAgain(frame: Frame): void {
    const said = encode(frame);
    if (Buffer.compare(encode(decode(said)), said) !== 0) throw new Error('said anew, it differs');
  }

  #mirrorIt(frame: Frame): void {
    if (frame.op !== 'snapshot' && frame.op !== 'delta' && frame.op !== 'reset') return;
    const outcome = refusal(() => this.#mirror.apply(frame));
    if (this.#mirror.values.length !== WEIGHTS) throw new Error('the mirror has another size');
    if (outcome instanceof FrameError || outcome === 'gap') {
      this.#mirror = new WeightsDecoder(WEIGHTS);
    }
  }
}
