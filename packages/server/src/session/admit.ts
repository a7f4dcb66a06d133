import { CLOSE, FrameError, type Hello, VERSIONS } from '@rxgrad/wire';
import type { Role } from '../access/roles.ts';
import type { Session } from './session.ts';

/**
 * Answers HELLO: finds a version that both speak and the client's role, then welcomes it.
 *
 * @throws FrameError with the close code for a client that may not come in.
 */
export function admit(session: Session, hello: Hello): void {
  const version = negotiate(hello);
  session.state = 'admitting';
  const role = ask(session, hello);
  if (!(role instanceof Promise)) return welcome(session, hello, version, role);
  role.then(
    (found) => settle(session, () => welcome(session, hello, version, found)),
    () => settle(session, stranger),
  );
}

function negotiate({ minVersion, maxVersion }: Hello): number {
  const version = Math.min(maxVersion, VERSIONS.max);
  if (version >= minVersion && version >= VERSIONS.min) return version;
  throw new FrameError(
    `versions ${minVersion} to ${maxVersion} are spoken there, ${VERSIONS.min} to ${VERSIONS.max} here`,
    { code: CLOSE.version },
  );
}

function ask(session: Session, hello: Hello): Role | undefined | Promise<Role | undefined> {
  try {
    return session.hub.authenticate(hello, session.request);
  } catch {
    return stranger();
  }
}

function stranger(): never {
  throw new FrameError('the token is missing or not known', { code: CLOSE.unauthenticated });
}

/** What happens later must not throw into nowhere. */
function settle(session: Session, step: () => void): void {
  try {
    if (session.state === 'admitting') step();
  } catch (error) {
    const code = error instanceof FrameError ? error.code : CLOSE.internal;
    session.close(
      code,
      error instanceof FrameError ? error.message : 'that went wrong on our side',
    );
  }
}

function welcome(session: Session, hello: Hello, version: number, role: Role | undefined): void {
  if (role === undefined) return stranger();
  const { hub } = session;
  session.credentials = hello;
  session.outbound.maxFrame = hello.maxFrame;
  if (hello.resume !== undefined) hub.supersede(hello.resume, hello.client);
  session.welcome(role);
  session.send({
    op: 'welcome',
    version,
    session: session.id,
    epoch: hub.epoch,
    role,
    limits: {
      frameBytes: hub.limits.maxFrame,
      samplesPerFrame: hub.limits.maxSamples,
      samplesInFlight: hub.limits.maxSamplesInFlight,
      subscriptions: hub.limits.maxSubscriptions,
    },
    heartbeat: hub.limits.heartbeat,
    runs: hub.runInfos(),
  });
}
