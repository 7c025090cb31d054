import { expect, test } from 'vitest';
import { cloneGraph } from '../../../../../src/engine/onnx/ir/cloneGraph.ts';
import { liftOpset } from '../../../../../src/engine/onnx/passes/liftOpset.ts';
import { failure } from '../../../../support/failure.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';

test('MaxPool: places counted column by column are refused where they are read, else forgotten', async () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [2, 3, 4, 4]);
  const attributes = {
    kernel_shape: { kind: 'ints', value: [2, 2] },
    storage_order: { kind: 'int', value: 1 },
  } as const;
  const pool = builder.graph.add({ opType: 'MaxPool', name: 'pool', inputs: [x], attributes }, [
    'y',
    'places',
  ]);
  const unread = cloneGraph(builder.gives(pool.outputs[0]!).graph);
  liftOpset(unread, 17);
  expect(unread.nodes[0]!.attributes.has('storage_order')).toBe(false);
  builder.node('Cast', 'cast', [pool.outputs[1]!], { to: 1 });
  const { code, message } = await failure(() => Promise.resolve(liftOpset(builder.graph, 17)));
  expect([code, message]).toEqual(['MODEL_UNSUPPORTED', expect.stringContaining('"pool"')]);
});
