import { describe, expect, it } from 'vitest';
import { Throughput } from './throughput.ts';

describe('Throughput', () => {
  it('is unknown before there is anything to compare', () => {
    const throughput = new Throughput();
    expect(throughput.at(0)).toBeNaN();
    throughput.push(0, 10);
    expect(throughput.at(10)).toBeNaN();
  });

  it('is the slope of the counter', () => {
    const throughput = new Throughput(2000);
    for (let t = 0; t <= 5000; t += 50) throughput.push(t, t * 5);
    expect(throughput.at(5000)).toBeCloseTo(5000, 6);
  });

  it('falls to zero when nothing arrives', () => {
    const throughput = new Throughput(2000);
    for (let t = 0; t <= 2000; t += 50) throughput.push(t, t);
    expect(throughput.at(3500)).toBeLessThan(500);
    expect(throughput.at(9000)).toBe(0);
  });

  it('starts anew when the counter falls', () => {
    const throughput = new Throughput();
    throughput.push(0, 1e6);
    throughput.push(100, 0);
    throughput.push(600, 500);
    expect(throughput.at(600)).toBeCloseTo(1000, 6);
  });
});
