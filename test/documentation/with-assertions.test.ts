import { describe, expect, test } from 'vitest';
import { shown } from './shown.ts';
import { withAssertions } from './with-assertions.ts';

describe('withAssertions', () => {
  const rewrite = (code: string) => withAssertions(code, 'a.ts', 7);

  test.each([
    ['f(1); // → 2', 'shown(f(1), (2), "a.ts:7"); // → 2'],
    ['console.log(x); // → [1]', 'shown(x, ([1]), "a.ts:7"); // → [1]'],
    ['const a = 1; // → 1', 'const a = 1; shown(a, (1), "a.ts:7"); // → 1'],
    ['f(\n  1,\n); // → 2', 'shown(f(\n  1,\n), (2), "a.ts:9"); // → 2'],
    ['g(() => {\n  x; // → 1\n});', 'g(() => {\n  shown(x, (1), "a.ts:8"); // → 1\n});'],
    ['f(1); // a remark', 'f(1); // a remark'],
  ])('%j', (code, expected) => expect(rewrite(code)).toBe(expected));

  test('says where a value has no expression', () => {
    expect(() => rewrite('f();\n// → 2')).toThrow('a.ts:8 shows a value');
  });

  test('says where code is not TypeScript', () => {
    expect(() => rewrite('f();\nlet = = 2;')).toThrow('a.ts:8 is no TypeScript');
  });
});

describe('shown', () => {
  test.each([
    [0.6000000238418579, 0.6],
    [new Float32Array([0.1, 2]), [0.1, 2]],
    [{ a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] }],
    [Number.NaN, Number.NaN],
    [new Map([['a', 1]]), [['a', 1]]],
  ])('%j is %j', (actual, expected) => shown(actual, expected, ''));

  test.each([
    [0.60001, 0.6],
    [[1, 2], [1]],
    [{ a: 1 }, { a: 1, b: undefined }],
    [[1], { 0: 1 }],
    ['1', 1],
    [null, {}],
  ])('%j is not %j', (actual, expected) => {
    expect(() => shown(actual, expected, 'a.ts:1')).toThrow(/^a\.ts:1 shows/);
  });
});
