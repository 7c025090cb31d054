/** What is told about files that are no model, or that nobody should trust. On the command line: test/e2e/hostile.test.ts. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { failure } from '../../../../support/failure.ts';
import { hostileModels } from '../../../../support/hostileModels.ts';
import { sharedFolder } from '../../../../support/sharedFolder.ts';

const work = sharedFolder();

test.each(hostileModels)('BAD MODEL - $what', async ({ code, says, write }) => {
  const folder = mkdtempSync(join(work, 'hostile-'));
  const path = join(folder, write(folder));
  const error = await failure(() => prepareModel(path, { threads: 1 }));
  expect(error.message).toMatch(says);
  expect(error.code).toBe(code);
});
