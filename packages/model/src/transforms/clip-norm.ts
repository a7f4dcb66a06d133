import { requireMaxNorm } from '../parameters/norm-programs.ts';
import type { Transform } from './transform.ts';

/**
 * Shortens gradients longer than `max`: g · min(1, max/‖g‖₂), over all tensors together.
 *
 * Pascanu, Mikolov, Bengio 2013; as PyTorch's `clip_grad_norm_`.
 *
 * @param max the longest Euclidean norm
 * @throws OptionError when it isn't above 0
 * @example
 * ```ts
 * import { parameters, transforms } from 'rxgrad';
 * const gradient = parameters({ force: [0, 0] }).gradient({ force: [3, 4] });
 * Array.from(gradient.transform(transforms.clipNorm(1)).data); // → [0.6, 0.8]
 * ```
 */
export function clipNorm(max: number): Transform {
  requireMaxNorm(max);
  return {
    name: 'clipNorm',
    values: [0, max, 0],
    emit(program, plan) {
      const [sum, limit, factor] = [plan.value(0), plan.value(1), plan.value(2)];
      const { segments } = plan.memory;
      program.emit('clear', { at: sum });
      for (const segment of segments) program.emit('addSquares', { ...segment, sum });
      program.emit('clipFactor', { sum, max: limit, factor });
      for (const segment of segments) program.emit('scaleGradient', { ...segment, factor });
    },
  };
}
