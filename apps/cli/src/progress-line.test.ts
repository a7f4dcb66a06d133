import type { Progress } from 'rxgrad';
import { expect, it } from 'vitest';
import { ProgressLine } from './progress-line.ts';

function progress(samples: number, lossSum: number): Progress {
  return {
    step: samples,
    version: samples,
    samples,
    rejected: 0,
    lossSum,
    loss: 0.5,
    learningRate: 0.1,
    metrics: { accuracy: 0.75 },
    baseline: { accuracy: 0.5 },
  };
}

it('tells samples, speed, loss and the metric against its baseline', () => {
  const line = new ProgressLine('accuracy', 'http://127.0.0.1:7410');
  line.next(progress(0, 0), 0);
  expect(line.next(progress(5000, 1000), 1000)).toBe(
    '5,000 samples · 5,000/s · loss 0.2000 · accuracy 0.7500 (baseline 0.5000) · http://127.0.0.1:7410',
  );
});

it('forgets what is long past', () => {
  const line = new ProgressLine('accuracy', undefined);
  line.next(progress(0, 0), 0);
  for (let i = 1; i <= 20; i++) line.next(progress(1000, 500), i * 1000);
  expect(line.next(progress(2000, 600), 21_000)).toContain('loss 0.1000');
});

it('says nothing of what it does not know yet', () => {
  const line = new ProgressLine('other', undefined);
  expect(line.next({ ...progress(0, 0), loss: Number.NaN }, 0)).toBe('0 samples · 0/s · loss –');
});
