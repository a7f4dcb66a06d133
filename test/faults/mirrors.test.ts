import { type Client, connect } from '@rxgrad/client';
import type { Run } from '@rxgrad/stream';
import { type Server, serve } from '@rxgrad/server';
import { type EncodingName, RATES, xxh32 } from '@rxgrad/wire';
import { Random } from 'rxgrad';
import type { Subscription } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { FaultProxy } from './fault-proxy.ts';
import { startRun } from './runs.ts';

/** How many in CI; `RXGRAD_MIRRORS=1000` for more. */
const MIRRORS = Number(process.env['RXGRAD_MIRRORS'] ?? 500);
const seed = Number(process.env['RXGRAD_SEED'] ?? 1);
/** Faults of each kind that have to happen before there is peace. */
const FAULTS = MIRRORS;

const ENCODINGS: readonly EncodingName[] = ['f32', 'f16', 'int8', 'topk'];
const TIERS = ENCODINGS.flatMap((encoding) => RATES.map((maxHz) => ({ encoding, maxHz })));
type TierName = (typeof TIERS)[number];

/** What one subscriber has, and how it came to it. */
class Mirror {
  readonly tier: TierName;
  data: Float32Array = new Float32Array(0);
  verified = 0;
  #watch: Subscription;
  readonly #subscribe: () => Subscription;

  constructor(client: Client, tier: TierName) {
    this.tier = tier;
    this.#subscribe = () =>
      client.weights$('run', tier).subscribe(({ data, verified }) => {
        this.data = data;
        this.verified = verified;
      });
    this.#watch = this.#subscribe();
  }

  get hash(): number {
    return xxh32(this.data);
  }

  /** Leaves, and comes back at once. */
  again(): void {
    this.#watch.unsubscribe();
    this.#watch = this.#subscribe();
  }

  stop(): void {
    this.#watch.unsubscribe();
  }
}

const bytesOf = (data: Float32Array) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

async function start(): Promise<{ run: Run; server: Server; proxy: FaultProxy }> {
  const { run } = startRun({ hidden: 16, rate: 2_000, noise: true });
  // Peers that are gone without a word are noticed in seconds.
  const limits = { heartbeat: 1_000, maxConnectionsPerAddress: 10_000 };
  const server = await serve({ port: 0, runs: [run], ...limits });
  const proxy = await FaultProxy.to(server.port, new Random(seed));
  onTestFinished(async () => {
    await proxy.close();
    await server.close();
    run.stop();
  });
  return { run, server, proxy };
}

function follow(url: string, tier: TierName, random: Random): Mirror {
  const backoff = { initial: 20, max: 500 };
  const client = connect(url, { WebSocket, backoff, random: () => random.uniform() });
  const mirror = new Mirror(client, tier);
  onTestFinished(async () => {
    mirror.stop();
    await client.close();
  });
  return mirror;
}

test(`${MIRRORS} mirrors of all rates and encodings, through faults of seed ${seed}, end up the server's`, async () => {
  const { run, server, proxy } = await start();
  const random = new Random(seed + 1);
  const direct = TIERS.map((tier) =>
    follow(`${server.url.replace('http', 'ws')}/ws`, tier, random),
  );
  const mirrors = Array.from({ length: MIRRORS }, (_, i) =>
    follow(proxy.url, TIERS[i % TIERS.length] as TierName, random),
  );
  const restless = setInterval(() => mirrors[random.integer(MIRRORS)]?.again(), 20);
  onTestFinished(() => clearInterval(restless));
  const faults = () => proxy.counts.cut + proxy.counts.orphan + proxy.counts.freeze;
  await expect.poll(faults, { timeout: 60_000 }).toBeGreaterThan(FAULTS);
  run.stop();
  clearInterval(restless);
  proxy.calm();

  // Slow lossy tiers take minutes to get to the weights themselves; all mirrors of a tier are there together.
  const reference = (tier: TierName) => direct.find((each) => each.tier === tier)?.hash;
  const astray = () => mirrors.filter(({ tier, hash }) => hash !== reference(tier)).length;
  await expect.poll(astray, { timeout: 60_000, interval: 100 }).toBe(0);
  const weights = bytesOf(run.model.data);
  for (const { tier, data } of [...direct, ...mirrors]) {
    if (tier.encoding === 'f32') expect(Buffer.compare(bytesOf(data), weights)).toBe(0);
  }
  for (const { verified } of mirrors) expect(verified).toBeGreaterThan(0);
  for (const kind of ['cut', 'orphan', 'freeze'] as const) {
    expect(proxy.counts[kind]).toBeGreaterThan(0);
  }
  console.log(`mirrors: ${MIRRORS}, seed ${seed}, faults ${JSON.stringify(proxy.counts)}`);
}, 180_000);
