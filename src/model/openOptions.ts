import { CamlineError } from '../errors.ts';
import type { OpenModelOptions } from './types.ts';

const atMost = { engineThreads: 256, batch: 1024 } as const;

/** Refuses options that cannot be meant, before a thread is started. Throws CONFIG_INVALID or MODEL_UNSUPPORTED. */
export function checkOpenOptions(path: string, options: OpenModelOptions): void {
  if (typeof path !== 'string' || path === '') {
    throw new CamlineError(
      'MODEL_NOT_FOUND',
      `Expected the path of a model file, received ${JSON.stringify(path)}.`,
    );
  }
  if (options.device !== undefined && options.device !== 'cpu') {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected device to be "cpu", received ${JSON.stringify(options.device)}.`,
    );
  }
  for (const name of ['engineThreads', 'batch'] as const) {
    const value = options[name];
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= atMost[name])) continue;
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected ${name} to be an integer in 1..${atMost[name]}, received ${value}.`,
    );
  }
  const { grid, output } = options;
  if (grid !== undefined && (grid.length !== 2 || !grid.every(isCount))) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected grid to be two whole numbers from 1 on, rows and columns, received ${JSON.stringify(grid)}.`,
    );
  }
  if (output !== undefined && (typeof output !== 'string' || output === '')) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected output to be the name of one of the model's outputs, received ${JSON.stringify(output)}.`,
    );
  }
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;
