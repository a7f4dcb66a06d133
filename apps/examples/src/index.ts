import { basketball } from './basketball.ts';
import { cake } from './cake.ts';
import { digits } from './digits.ts';
import { flights } from './flights.ts';

export { readDigits } from './digits-data.ts';
export type { Example, ExampleOptions, RunningExample } from './example.ts';

/** The examples, by the names that `pnpm start --run` knows. */
export const examples = { flights, cake, digits, basketball };
