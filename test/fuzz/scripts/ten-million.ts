// Ten million frames through the codec, 100,000 to a server and as many to clients, with a seed of its own each time:
//   npx tsx test/fuzz/scripts/ten-million.ts [SEED]
import { fuzz } from '../fuzz-process.ts';

const FRAMES = 10_000_000;
const SAID = 100_000;
const seed = Number(process.argv[2] ?? Math.floor(Date.now() / 1_000) % 2 ** 24);

console.log(`seed ${seed}`);
for (const [program, frames] of [
  ['codec-program.ts', FRAMES],
  ['socket-program.ts', SAID],
  ['client-program.ts', SAID],
] as const) {
  const start = performance.now();
  const told = await fuzz(program, [seed, frames], ({ done }) => {
    if (done % (frames / 10) === 0) console.log(`${program}: ${done} of ${frames}`);
  });
  console.log(`${((performance.now() - start) / 1_000).toFixed(0)} s`, JSON.stringify(told));
}
