// What ten thousand connections cost, how soon they are back, and what a thousand that never read do:
//   npx tsx --conditions=@rxgrad/source test/faults/scripts/crowd.ts [IDLE] [STUCK]
import { Crowd } from '../crowd.ts';
import { type Ping, Reader, idle, storm, stuck } from '../crowd-trials.ts';

const [many = 10_000, never = 1_000] = process.argv.slice(2).map(Number);
const READERS = 10;
const PINGING = 5_000;
/** What those that never read ask for: no more than a server could send to so many that do. */
const HZ = 5;

const kilo = (bytes: number) => `${(bytes / 1_000).toFixed(1)} KB`;
const mega = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

/** Median and 99th percentile of the pings of a stretch of time. */
function quantiles(pings: readonly Ping[], from = 0, to = Infinity): string {
  const some = pings.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms);
  const sorted = some.sort((x, y) => x - y);
  const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? Number.NaN).toFixed(1);
  return `${at(0.5)} and ${at(0.99)} ms`;
}

async function idling(): Promise<void> {
  const crowd = await Crowd.start();
  const { rss, kept, sockets } = await idle(crowd, many);
  console.log(`${many} idle: ${kilo(rss)} each of resident memory, ${kilo(kept)} of it kept`);
  const back = await storm(crowd, sockets);
  const { connections } = await crowd.usage();
  const [took, cpu] = [back.ms, back.cpu].map((ms) => `${(ms / 1_000).toFixed(1)} s`);
  console.log(`${many} cut and back in ${took} (${cpu} of the server's); ${connections} are open`);
  for (const { socket } of back.sockets) socket.destroy();
  await crowd.stop();
}

async function pingsOf(readers: readonly Reader[], until: AbortSignal): Promise<readonly Ping[]> {
  const before = readers.map((reader) => reader.pings.length);
  await Promise.all(readers.map((reader) => reader.pingUntil(until)));
  return readers.flatMap((reader, i) => reader.pings.slice(before[i]));
}

async function sticking(): Promise<void> {
  const crowd = await Crowd.start({ hidden: 300 });
  const readers = Array.from({ length: READERS }, () => new Reader(crowd));
  const alone = await pingsOf(readers, AbortSignal.timeout(PINGING));
  const before = await crowd.usage();
  const over = new AbortController();
  const pinging = pingsOf(readers, over.signal);
  const start = performance.now();
  const { peak, cut } = await stuck(crowd, never, HZ);
  const end = performance.now();
  const seconds = ((end - start) / 1_000).toFixed(0);
  over.abort();
  const grown = mega(peak.rss - before.rss);
  console.log(
    `${never} that never read: ${cut} cut with 4430 after ${seconds} s, at most ${grown} more`,
  );
  const beside = await pinging;
  // The last one was full, and slow, for ten seconds; five later it was hung up on.
  const filling = quantiles(beside, start, end - 15_000);
  const full = quantiles(beside, end - 14_000, end - 6_000);
  console.log(`pings of ${READERS} readers, median and p99: ${quantiles(alone)} alone,`);
  console.log(`  ${filling} while the system fills its buffers for the others, ${full} once full`);
  for (const reader of readers) await reader.stop();
  await crowd.stop();
}

await idling();
await sticking();
process.exit();
