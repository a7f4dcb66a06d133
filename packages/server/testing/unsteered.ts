import { ControlError, type Steering } from '@rxgrad/stream';

/** What a run that is made by hand says to whoever wants to steer it. */
export const unsteered: Steering = {
  paused: false,
  checkpoints: [],
  pause: refuse,
  resume: refuse,
  step: refuse,
  set: refuse,
  checkpoint: refuse,
  rollback: refuse,
};

function refuse(): never {
  throw new ControlError('state', 'a run that is made by hand takes no orders');
}
