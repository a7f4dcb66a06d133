import { describe, expect, it } from 'vitest';
import { parse } from './options.ts';
import { UsageError } from './usage-error.ts';

describe('the command line', () => {
  it('has defaults', () => {
    expect(parse([])).toEqual({ run: 'flights', port: 7410, seed: 1 });
  });

  it('takes every option', () => {
    const argv = '--run cake --rate max --limit 5 --port 0 --headless --seed 7 --json'.split(' ');
    expect(parse(argv)).toEqual({
      run: 'cake',
      rate: 'max',
      limit: 5,
      port: 0,
      headless: true,
      seed: 7,
      json: true,
    });
  });

  it.each([
    ['--nonsense', '--nonsense'],
    ['--run soup', 'soup'],
    ['--rate -3', '--rate'],
    ['--rate fast', '--rate'],
    ['--limit 1.5', '--limit'],
    ['--port 70000', '--port'],
    ['--seed', '--seed'],
    ['cake', 'too many arguments'],
  ])('says in one line what is wrong with %s', (argv, said) => {
    const error = (() => {
      try {
        return parse(argv.split(' '));
      } catch (e) {
        return e;
      }
    })();
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toContain(said);
    expect((error as UsageError).message).not.toContain('\n');
  });
});
