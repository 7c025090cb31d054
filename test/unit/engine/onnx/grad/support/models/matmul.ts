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
      { form: 'attention: heads stacked', input: [2, 3, 4], build: (x, net) => net.op('MatMul', [x, net.op('Transpose', [net.op('Tanh', [x])], { perm: [0, 1, 3, 2] })]) },
    { form: 'layer times vector', input: [3, 4], build: (x, net) => net.op('MatMul', [x, net.weights(4)]) },
    { form: 'vector times layer', input: [3, 4], build: (x, net) => net.op('MatMul', [net.weights(3), x]) },
    {
      form: 'vectors that depend on the layer, on either side',
      input: [3],
      build: (x, net) => {
        const row = net.op('GatherND', [net.op('Mul', [x, x]), net.intTensor([1], [1, 1])]);
        const vector = net.op('Squeeze', [row, net.ints(0)]);
        const squares = net.op('MatMul', [net.op('MatMul', [x, net.weights(3, 3)]), vector]);
        return net.op('Add', [net.op('MatMul', [vector, net.weights(3, 1)]), squares]);
      },
    },
    {
      form: 'layer and constant, the constant stacked',
      input: [3, 4],
      build: (x, net) => net.op('MatMul', [net.op('Unsqueeze', [x, net.ints(1)]), net.weights(2, 4, 2)]),
    },
  ],
  Einsum: [
    { form: 'scores of attention', input: [2, 3, 4], build: (x, net) => net.op('Einsum', [x, net.op('Tanh', [x])], { equation: 'bhid,bhjd->bhij' }) },
    { form: 'relative attention, a constant', input: [2, 3, 4], build: (x, net) => net.op('Einsum', [x, net.weights(4, 5)], { equation: 'b h i d, d r -> b h i r' }) },
    { form: 'constant first', input: [3, 4], build: (x, net) => net.op('Einsum', [net.weights(3, 2), x], { equation: 'ck,ncw->nkw' }) },
    { form: 'outer product, without an arrow', input: [3], build: (x, net) => net.op('Einsum', [x, net.weights(4)], { equation: 'ni,j' }) },
    { form: 'a letter that only the layer has', input: [3, 4], build: (x, net) => net.op('Einsum', [x, net.weights(3)], { equation: 'nck,c->n' }) },
    { form: 'one operand: axes turned and summed', input: [3, 4], build: (x, net) => net.op('Einsum', [net.op('Mul', [x, x])], { equation: 'nck->kn' }) },
    { form: 'ellipsis', input: [2, 3, 4], build: (x, net) => net.op('Einsum', [x, net.weights(4, 2)], { equation: '...i,ij->...j' }) },
    { form: 'ellipsis in all operands', input: [2, 3, 4], build: (x, net) => net.op('Einsum', [x, net.op('Tanh', [x])], { equation: '...ki,...kj->...ij' }) },
    { form: 'three operands', input: [3, 4], build: (x, net) => net.op('Einsum', [x, net.weights(4, 2), net.op('Tanh', [x])], { equation: 'nij,jk,nlj->nilk' }) },
    {
      form: 'an axis of size 1 repeated',
      input: [3, 4],
      build: (x, net) => net.op('Einsum', [net.op('ReduceMean', [x, net.ints(1)]), net.op('Mul', [x, x])], { equation: 'nck,nck->nk' }),
    },
  ],
};
