import { ModelBuilder } from '../../test/support/onnxModel.ts';

/** Path of a network of 224x224: one convolution with a stride of 32, pooling, ten classes. About a millisecond an image. */
export function tinyClassifier(): Promise<string> {
  const made = new ModelBuilder();
  const input = made.input('input', [{ perImage: 1 }, 3, 224, 224]);
  const weight = made.floats('weight', [8, 3, 32, 32]);
  const conv = made.node('Conv', '/body/Conv', [input, weight], {
    strides: [32, 32],
    kernel_shape: [32, 32],
  });
  const map = made.node('Relu', '/body/Relu', [conv]);
  const pooled = made.node('GlobalAveragePool', '/pool/GlobalAveragePool', [map]);
  const flat = made.node('Flatten', '/Flatten', [pooled], { axis: 1 });
  return made.gives(made.node('Gemm', '/fc/Gemm', [flat, made.floats('fc.weight', [8, 10])])).save();
}
