/**
 * The table of docs/architecture.md as rules: which room may import which, and who alone may import an outside library.
 * test/unit/checks/boundaries.test.ts proves that the check sees every file and that a violation is caught.
 */

/** Room -> rooms that it may import besides itself. `errors.ts`, `isInside.ts`, `keepLast.ts` and `tensor/` are open to all. */
const rooms = {
  config: [],
  imaging: ['config'],
  engine: ['config'],
  methods: [],
  remote: ['engine', 'storage', 'config'],
  check: ['methods'],
  metrics: [],
  model: ['engine', 'methods', 'metrics', 'check', 'config'],
  storage: ['config'],
  queue: ['config'],
  sources: ['storage', 'config'],
  report: ['sources', 'storage', 'imaging', 'methods', 'metrics', 'config'],
  producer: ['queue', 'storage', 'sources', 'report', 'config'],
  dashboard: [
    'queue',
    'storage',
    'sources',
    'producer',
    'report',
    'imaging',
    'methods',
    'metrics',
    'config',
    'audit',
  ],
  worker: ['queue', 'sources', 'storage', 'imaging', 'model', 'metrics', 'config'],
  audit: ['report', 'sources', 'storage', 'imaging', 'metrics', 'config'],
};

/** Only the words of the engine contract, never its code. */
const typesOnly = {
  methods: ['src/engine/engine.ts'],
  check: ['src/engine/engine.ts'],
  producer: [],
  report: [],
};

/** Outside library -> the one place that imports it. */
const importers = {
  '@aws-sdk/client-s3': 'src/storage/s3/',
  '@bufbuild/protobuf': 'src/engine/onnx/wire/',
  '@duckdb/node-api': 'src/dashboard/index/database.ts',
  '@electric-sql/pglite': 'src/queue/',
  '@tensorflow/tfjs-backend-wasm': 'src/engine/tfjs/tf.ts',
  '@tensorflow/tfjs-converter': 'src/engine/tfjs/calls/untouched.ts',
  '@tensorflow/tfjs-core': 'src/engine/tfjs/tf.ts',
  '@tensorflow/tfjs-layers': 'src/engine/tfjs/',
  '@bull-board/api': 'src/queue/board.ts',
  bullmq: 'src/queue/',
  'cli-progress': 'src/cli/',
  'cron-parser': 'src/config/schedule.ts',
  commander: 'src/cli/',
  fastify: 'src/dashboard/',
  ioredis: 'src/queue/',
  'csv-parse': 'src/sources/rows/csvRows.ts',
  hyparquet: 'src/sources/rows/parquetRows.ts',
  'hyparquet-compressors': 'src/sources/rows/parquetRows.ts',
  'hyparquet-writer': 'src/report/indexTable.ts',
  'ml-matrix': 'src/tensor/',
  'onnx-buf': 'src/engine/onnx/wire/',
  'onnxruntime-node': 'src/engine/onnx/',
  pino: 'src/cli/',
  'pino-pretty': 'src/cli/',
  'prom-client': ['src/cli/worker/', 'src/dashboard/routes/metrics.ts'],
  'pure-rand': 'src/tensor/',
  sharp: 'src/imaging/',
  'tar-stream': ['src/sources/tar/tarMembers.ts', 'src/storage/tar.ts'],
  vega: 'src/audit/report/charts.ts',
  yaml: 'src/config/yaml.ts',
};

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `src/${room} may import ${[room, ...allowed].join(', ')}, tensor, isInside, keepLast and errors (docs/architecture.md).`,
  from: { path: `^src/${room}/` },
  to: {
    path: '^src/',
    pathNot: [
      `^src/(${[room, ...allowed, 'tensor'].join('|')})/`,
      '^src/(errors|isInside|keepLast)\\.ts$',
      ...(typesOnly[room] ?? []).map((file) => `^${escaped(file)}$`),
    ],
  },
}));

const libraryRules = Object.entries(importers).map(([library, home]) => ({
  name: `library-${library}`,
  severity: 'error',
  comment: `${library} is imported in ${[home].flat().join(' and ')} only, so that it can be replaced in one place.`,
  from: { path: '^src/', pathNot: [home].flat().map((place) => `^${escaped(place)}`) },
  to: { path: `(^|/)node_modules/${escaped(library)}/` },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    ...libraryRules,
    {
      name: 'room-base',
      severity: 'error',
      comment: 'errors.ts, isInside.ts, keepLast.ts and tensor/ import each other only.',
      from: { path: '^src/((errors|isInside|keepLast)\\.ts$|tensor/)' },
      to: { path: '^src/', pathNot: '^src/((errors|isInside|keepLast)\\.ts$|tensor/)' },
    },
    {
      name: 'methods-know-types-only',
      severity: 'error',
      comment: 'Methods and checks are functions of the engine contract: types yes, code no.',
      from: { path: '^src/(methods|check)/' },
      to: { path: '^src/engine/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'library-unlisted',
      severity: 'error',
      comment: 'Every outside library has an importer in this file; add it to the table.',
      from: { path: '^src/' },
      to: {
        path: 'node_modules/',
        pathNot: ['@types/', 'zod', ...Object.keys(importers)].map(
          (library) => `(^|/)node_modules/${escaped(library)}`,
        ),
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      comment: 'What src imports at run time must be in `dependencies`.',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg'],
        dependencyTypesNot: ['type-only'],
        pathNot: '@types/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.js'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
