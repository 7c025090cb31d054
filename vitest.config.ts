import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { workFolder } from './scripts/lib/paths.mjs';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Tests that load ONNX Runtime themselves must not let it write into the home folder and call its maker.
    // Caches of the tested build do not go there either.
    env: {
      ORT_DISABLE_TELEMETRY: '1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      XDG_CACHE_HOME: join(workFolder, 'cache'),
    },
    // Two processes: the machines this runs on have two cores, and the engine uses its own threads.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
