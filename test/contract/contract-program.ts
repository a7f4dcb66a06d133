import type { Question } from './contract-host.ts';
import { runCase } from './client-contract.ts';

/** The suite in a browser: a page runs cases itself, a worker when the page tells it to. */
interface Scope {
  ask?: (question: Question, argument: unknown) => Promise<unknown>;
  runHere?: (name: string, url: string) => Promise<void>;
  readonly postMessage: (message: unknown) => void;
  addEventListener(type: 'message', listener: (event: { data: Message }) => void): void;
}

type Message =
  | { readonly kind: 'run'; readonly name: string; readonly url: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown };

const scope = globalThis as unknown as Scope;
/** As a worker does, which knows no origins. */
const tell = (message: unknown): void => Reflect.apply(scope.postMessage, scope, [message]);

if ('document' in globalThis) {
  scope.runHere = (name, url) =>
    runCase(name, { url, options: {}, ask: async (what, argument) => scope.ask?.(what, argument) });
} else {
  const waiting: ((answer: unknown) => void)[] = [];
  const ask = (question: Question, argument?: unknown): Promise<unknown> =>
    new Promise((resolve) => {
      const id = waiting.push(resolve) - 1;
      tell({ kind: 'ask', id, question, argument });
    });
  scope.addEventListener('message', ({ data }) => {
    if (data.kind === 'answer') return waiting[data.id]?.(data.answer);
    runCase(data.name, { url: data.url, options: {}, ask }).then(
      () => tell({ kind: 'done' }),
      (error: unknown) => tell({ kind: 'done', error: String(error) }),
    );
    return undefined;
  });
}
