import { type Actor, type Checkpoint, ControlError, type Run } from '@rxgrad/stream';
import type { Control, Plain } from '@rxgrad/wire';

/** What an action tells whoever asked for it. */
export type Outcome = Readonly<Record<string, Plain>> | undefined;

type Arguments = Control['arguments'];
type Action = (run: Run, told: Arguments, actor: Actor) => Outcome | Promise<Outcome>;

/** What can be done to a run, by the name it has on the wire. */
const ACTIONS: Readonly<Record<string, Action>> = {
  pause(run, told, actor) {
    requireOnly(told, []);
    run.pause(actor);
    return undefined;
  },
  resume(run, told, actor) {
    requireOnly(told, []);
    run.resume(actor);
    return undefined;
  },
  step(run, told, actor) {
    requireOnly(told, ['updates']);
    return run.step(numberOf(told, 'updates'), actor).then(() => undefined);
  },
  set(run, told, actor) {
    if (Object.keys(told).length === 0) throw invalid('set takes at least one hyperparameter');
    for (const name of Object.keys(told)) numberOf(told, name);
    run.set(told as Readonly<Record<string, number>>, actor);
    return undefined;
  },
  checkpoint(run, told, actor) {
    requireOnly(told, ['name']);
    return shown(run.checkpoint(textOf(told, 'name'), actor));
  },
  rollback(run, told, actor) {
    requireOnly(told, ['checkpoint', 'version']);
    const to = textOf(told, 'checkpoint') ?? numberOf(told, 'version');
    if (to === undefined) throw invalid('rollback takes a checkpoint or a version');
    return shown(run.rollback(to, actor));
  },
};

/**
 * Does what a CONTROL asks for.
 *
 * @throws ControlError when that can't be: nothing was done then
 */
export function act(run: Run, control: Control, actor: Actor): Outcome | Promise<Outcome> {
  const { action } = control;
  if (!Object.hasOwn(ACTIONS, action)) {
    const known = Object.keys(ACTIONS).join(', ');
    throw new ControlError('unknown', `there is no action "${action}"; there are: ${known}`);
  }
  return (ACTIONS[action] as Action)(run, control.arguments, actor);
}

function shown({ name, version, step }: Checkpoint): Outcome {
  return { name, version, step };
}

function requireOnly(told: Arguments, names: readonly string[]): void {
  const surplus = Object.keys(told).find((name) => !names.includes(name));
  if (surplus === undefined) return;
  throw invalid(`there is no argument "${surplus}"; there are: ${names.join(', ') || 'none'}`);
}

function numberOf(told: Arguments, name: string): number | undefined {
  const value = Object.hasOwn(told, name) ? told[name] : undefined;
  if (value === undefined || typeof value === 'number') return value;
  throw invalid(`${name} is a number`);
}

function textOf(told: Arguments, name: string): string | undefined {
  const value = Object.hasOwn(told, name) ? told[name] : undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`${name} is a text`);
}

function invalid(message: string): ControlError {
  return new ControlError('invalid', message);
}
