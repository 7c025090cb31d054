import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Tests that load ONNX Runtime themselves must not let it write into the home folder and call its maker.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    // Two processes: the machines this runs on have two cores, and the engine uses its own threads.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
