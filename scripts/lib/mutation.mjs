/** What mutation testing changes, and the tests that have to notice. Each slice takes minutes to an hour of one core. */
export const slices = {
  methods: {
    mutate: ['src/methods/*.ts', '!src/methods/registry.ts'],
    tests: ['test/unit/methods/**/*.test.ts'],
  },
  metrics: {
    mutate: ['src/metrics/**/*.ts', '!src/metrics/registry.ts'],
    tests: ['test/unit/metrics/**/*.test.ts'],
  },
  gradients: {
    mutate: ['src/engine/onnx/grad/rules/*.ts'],
    tests: ['test/unit/engine/onnx/grad/*.test.ts'],
  },
};

/** @typedef {keyof typeof slices} Slice */

/** Copied by Stryker for each run: nothing that the slices' tests do not read. */
const left = ['bench', 'dist', 'docs', 'infra', 'models', 'samples', '.venv', 'test/e2e', 'test/faults'];

/**
 * Stryker's settings for a slice.
 *
 * @param {Slice} slice
 * @param {readonly string[]} mutate patterns in place of the slice's own, for a part of it
 * @param {string} vitestConfig path
 */
export const strykerSettings = (slice, mutate, vitestConfig) => ({
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: vitestConfig, related: false },
  mutate: mutate.length > 0 ? mutate : slices[slice].mutate,
  ignorePatterns: left,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, reportTests: false },
  concurrency: 1,
  coverageAnalysis: 'perTest',
  // Tables of names and papers, which run once at the start: tests of a mutant would need a fresh process each.
  ignoreStatic: true,
  mutator: { excludedMutations: ['StringLiteral'] },
  timeoutMS: 20_000,
  tempDirName: '.build/mutate/sandbox',
});
