import { CamlineError } from '../../../errors.ts';
import { workingOpset } from '../ir/opset.ts';
import type { FileFacts } from '../wire/readModel.ts';

/** Broadcasting became what it is today. */
const oldestOpset = 7;
/** The last one that tests cover. */
const newestOpset = 23;
/** The last one that this version of ONNX Runtime loads. */
const newestKnown = 26;

/**
 * Throws MODEL_UNSUPPORTED for an opset that is not supported.
 *
 * @returns sentences for the user: newer opsets than the supported ones are tried
 */
export function checkOpset({ path, opset }: Pick<FileFacts, 'path' | 'opset'>): readonly string[] {
  const supported = `opsets ${oldestOpset} to ${newestOpset} are supported`;
  if (opset < oldestOpset || opset > newestKnown) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `${path} is written in opset ${opset}; ${supported}. Export it again with opset ${workingOpset}` +
        (opset < oldestOpset
          ? ', or convert it with onnx.version_converter.convert_version(model, 12).'
          : '.'),
    );
  }
  if (opset <= newestOpset) return [];
  return [
    `The file is written in opset ${opset}, and ${supported}. It is read as those are; \`camline check\` verifies what it gives.`,
  ];
}
