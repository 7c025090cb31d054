import type { SmallestModel } from '../smallestModels.ts';

const flags = [0, 1] as const;

/** x [n, 3] as either operand, with and without transposes. The other operand has n columns or rows where it must. */
const gemms: readonly SmallestModel[] = flags.flatMap((transB) => [
  {
    form: `layer times constant, transB ${transB}, alpha, beta and bias`,
    input: [3],
    build: (x, net) => {
      const weights = transB === 1 ? net.weights(4, 3) : net.weights(3, 4);
      return net.op('Gemm', [x, weights, net.weights(4)], { transB, alpha: { float: 0.5 }, beta: { float: 2 } });
    },
  },
  {
    form: `transposed layer times constant, transB ${transB}`,
    input: [3],
    build: (x, net) => {
      const columns = net.op('Transpose', [x], { perm: [1, 0] });
      const weights = transB === 1 ? net.weights(4, 3) : net.weights(3, 4);
      return net.op('Gemm', [columns, weights], { transA: 1, transB });
    },
  },
  {
    form: `constant times layer, transB ${transB}`,
    input: [3],
    build: (x, net) => {
      const right = transB === 1 ? x : net.op('Transpose', [x], { perm: [1, 0] });
      return net.op('Gemm', [net.weights(2, 3), right], { transB });
    },
  },
  {
    form: `transposed constant times layer, transB ${transB}`,
    input: [3],
    build: (x, net) => {
      const right = transB === 1 ? x : net.op('Transpose', [x], { perm: [1, 0] });
      return net.op('Gemm', [net.weights(3, 2), right], { transA: 1, transB });
    },
  },
]);

export const matmulModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  Gemm: [
    ...gemms,
    {
      form: 'bias that depends on the layer',
      input: [3],
      build: (x, net) => net.op('Gemm', [x, net.weights(3, 3), net.op('ReduceMean', [x, net.ints(1)])], { beta: { float: 3 } }),
    },
  ],
  MatMul: [
    { form: 'layer times constant', input: [3, 4], build: (x, net) => net.op('MatMul', [x, net.weights(4, 2)]) },
    { form: 'constant times layer, repeated over the batch', input: [3, 4], build: (x, net) => net.op('MatMul', [net.weights(2, 3), x]) },
    {
      form: 'layer times layer, stacks repeated',
      input: [2, 3, 4],
      build: (x, net) => {
        const mean = net.op('ReduceMean', [x, net.ints(1)]);
        return net.op('MatMul', [x, net.op('Transpose', [mean], { perm: [0, 1, 3, 2] })]);
      },
    },
  ],
};
