import { dense, inbox, learn, logLoss, sequential, sgd, stream, train } from 'rxgrad';
import { serve } from 'rxgrad/server';

// A server with one run that learns whatever it is fed. Tells its address, then its CPU time at every line it is sent.
const [features = '32', maxSamples = '256'] = process.argv.slice(2);
const fed = inbox();
const model = sequential({ inputs: Number(features), seed: 1 }, dense(1));
const optimizer = sgd({ learningRate: 0.01 });
const update$ = stream(fed.blocks()).pipe(learn(model, { loss: logLoss, optimizer }));
const run = train({ name: 'fed', model, update$, inbox: fed });
const server = await serve({ port: 0, runs: [run], maxSamples: Number(maxSamples) });
const started = process.cpuUsage();
console.log(server.url);

process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage(started);
  console.log(JSON.stringify({ user, system, samples: run.progress().samples }));
});
process.stdin.on('end', () => {
  run.stop();
  void server.close();
});
