/** A derivative that is off. */
export interface GradientMismatch {
  /** As in {@link TensorCheck}. */
  readonly tensor: string;
  /** Where in it, row-major. */
  readonly index: number;
  /** What finite differences say. */
  readonly expected: number;
  /** What the layers' and the loss's derivatives say. */
  readonly found: number;
}

/** What came of one tensor's derivatives. */
export interface TensorCheck {
  /** A tensor's name; `input of dense2`, [rows, inputs]; or `output`, [rows, outputs], where the loss's own derivative stands. */
  readonly tensor: string;
  /** Derivatives compared. */
  readonly checked: number;
  /** Derivatives not compared: at a kink such as ReLU's at 0, or where rounding hides them. */
  readonly skipped: number;
  /** Derivatives that are off. */
  readonly wrong: number;
  /** The one that is off the most. */
  readonly worst?: GradientMismatch;
}

/** What `checkGradients` found. */
export interface GradientReport {
  /** True when no derivative is off. */
  readonly ok: boolean;
  /** Derivatives compared. */
  readonly checked: number;
  readonly skipped: number;
  /** From the loss back to the input, as gradients travel: the first one that is off is where to look. */
  readonly tensors: readonly TensorCheck[];
  /** The worst of the first tensor that is off. */
  readonly wrong?: GradientMismatch;
  /** All of it in a sentence. */
  readonly message: string;
}

/** Sums up. */
export function reportOf(tensors: readonly TensorCheck[]): GradientReport {
  const checked = tensors.reduce((sum, tensor) => sum + tensor.checked, 0);
  const skipped = tensors.reduce((sum, tensor) => sum + tensor.skipped, 0);
  const first = tensors.find(({ wrong }) => wrong > 0);
  const message =
    first?.worst === undefined
      ? `${checked} derivatives agree with finite differences, ${skipped} could not be compared`
      : sentence(first, first.worst);
  return {
    ok: first === undefined,
    checked,
    skipped,
    tensors,
    ...(first?.worst && { wrong: first.worst }),
    message,
  };
}

function sentence({ tensor, checked, wrong }: TensorCheck, worst: GradientMismatch): string {
  const { index, expected, found } = worst;
  return `${tensor}: ${wrong} of ${checked} derivatives are off; at [${index}] finite differences give ${expected}, found is ${found}`;
}
