import { type Logger, pino } from 'pino';

/** Says nothing: a library is silent unless it is given a logger. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
