/** Who may enter whom: the table of the house (see README.md, "Packages"), as data. */
export interface Room {
  /** The name in the room's manifest. */
  readonly name: string;
  /** Rooms its code may import, by folder. */
  readonly rooms: readonly string[];
  /** Libraries its code may import; `'any'` where the room exists to hold them. */
  readonly libraries: readonly string[] | 'any';
  /** Runs unchanged in Node, a browser and a worker: nothing of Node's own. */
  readonly portable?: boolean;
  /** Imported by tests only. */
  readonly testsOnly?: boolean;
}

const packages = [
  'packages/kernels',
  'packages/online',
  'packages/model',
  'packages/stream',
  'packages/wire',
  'packages/store',
  'packages/sources',
  'packages/server',
  'packages/client',
  'packages/rxgrad',
];

export const rooms: Readonly<Record<string, Room>> = {
  'packages/kernels': { name: '@rxgrad/kernels', rooms: [], libraries: [], portable: true },
  'packages/online': {
    name: '@rxgrad/online',
    rooms: [],
    libraries: ['pure-rand'],
    portable: true,
  },
  'packages/model': {
    name: '@rxgrad/model',
    rooms: ['packages/kernels', 'packages/online'],
    libraries: [],
    portable: true,
  },
  'packages/stream': {
    name: '@rxgrad/stream',
    rooms: ['packages/model', 'packages/online'],
    libraries: ['rxjs'],
    portable: true,
  },
  'packages/wire': { name: '@rxgrad/wire', rooms: [], libraries: ['msgpackr'], portable: true },
  'packages/store': {
    name: '@rxgrad/store',
    rooms: ['packages/wire', 'packages/model', 'packages/online'],
    libraries: [],
  },
  'packages/sources': { name: '@rxgrad/sources', rooms: [], libraries: 'any' },
  'packages/server': {
    name: '@rxgrad/server',
    rooms: [
      'packages/wire',
      'packages/store',
      'packages/stream',
      'packages/model',
      'packages/online',
    ],
    // sirv serves the page, pino writes logs, prom-client metrics: well-kept libraries in place of our own.
    // bufferutil is what ws unmasks messages with, where it is there.
    libraries: ['rxjs', 'ws', 'sirv', 'pino', 'prom-client', 'bufferutil'],
  },
  'packages/client': {
    name: '@rxgrad/client',
    // online: a mirror transforms features by what the run's preprocessing has learned.
    rooms: ['packages/wire', 'packages/model', 'packages/online'],
    libraries: ['rxjs'],
    portable: true,
  },
  'packages/rxgrad': { name: 'rxgrad', rooms: packages, libraries: [] },
  'packages/testkit': {
    name: '@rxgrad/testkit',
    rooms: packages,
    libraries: 'any',
    testsOnly: true,
  },
  // The one arrow between apps: the program that starts the examples and serves the built page.
  'apps/cli': {
    name: '@rxgrad/cli',
    rooms: [...packages, 'apps/examples', 'apps/dashboard'],
    libraries: 'any',
  },
  'apps/dashboard': { name: '@rxgrad/dashboard', rooms: packages, libraries: 'any' },
  'apps/examples': { name: '@rxgrad/examples', rooms: packages, libraries: 'any' },
};

/** What tests, in any room, may import on top of what their room may. */
export const testLibraries = ['vitest', 'fast-check', '@rxgrad/testkit', 'rxjs', 'ws'];

/** What stands at the top of the repository, beside dotfiles and what git ignores. */
export const topLevel = [
  'apps',
  'LICENSE',
  'package.json',
  'packages',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'README.md',
  'test',
  'tsconfig.base.json',
];
