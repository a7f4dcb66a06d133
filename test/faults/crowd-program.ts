// A server in a process of its own, so that its memory can be told from its clients':
// `crowd-program.ts HIDDEN MAX_SLOW`. Tells its port; answers any message with what it is using.
import { serve } from '@rxgrad/server';
import { startRun } from './runs.ts';

const [hidden = 0, maxSlow = 10_000] = process.argv.slice(2).map(Number);

const { run } = startRun({ hidden, rate: 200, noise: true, learningRate: 1e-4 });
const server = await serve({
  port: 0,
  runs: [run],
  maxSlow,
  maxConnections: 40_000,
  maxConnectionsPerAddress: 40_000,
});
process.on('message', () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const cpu = (user + system) / 1_000;
  process.send?.({ connections: server.connections, cpu, ...process.memoryUsage() });
});
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });
