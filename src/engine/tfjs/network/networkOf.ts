import type { ModelFiles } from '../file/readModelFiles.ts';
import { invalidModel } from '../file/modelJson.ts';
import { networkFromLayers } from '../keras/networkFromLayers.ts';
import { networkFromGraph } from './fromGraph.ts';
import type { Network } from './network.ts';

/** Either format as a network. Throws MODEL_INVALID or MODEL_UNSUPPORTED. */
export function networkOf({ json, weights }: ModelFiles, path: string): Network {
  const { modelTopology } = json;
  if ('node' in modelTopology) return networkFromGraph(json, weights, path);
  if ('model_config' in modelTopology || 'class_name' in modelTopology)
    return networkFromLayers(modelTopology, weights, path);
  throw invalidModel(path, 'modelTopology holds neither the nodes of a graph model nor a layers model.');
}
