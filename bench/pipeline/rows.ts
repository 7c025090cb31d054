import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, workFolder } from '../../scripts/lib/paths.mjs';
import { Peer } from '../reference/peer.ts';

export interface PipelineRow {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  /** Path of the network's file. */
  readonly model: () => Promise<string>;
  readonly method: string;
  readonly layer: string;
  /** Of a run; a share of them in each shard, so that two are in flight and others follow. */
  readonly images: number;
  readonly shard: number;
  /** How long the engine alone is measured, at least. */
  readonly engineSeconds: number;
  /** Share of the engine's rate that a run is to reach. */
  readonly asked: number;
}

const lite0 = async (): Promise<string> => join(root, 'models', 'efficientnet_lite0.onnx');

/** torchvision's, random weights; a file as `npm run bench -- reference` makes it. */
async function resnet50(): Promise<string> {
  const folder = join(workFolder, 'bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'resnet50.onnx');
  const peer = new Peer();
  await peer.call('open', { network: 'resnet50', file });
  peer.close();
  return file;
}

export const pipelineRows: readonly PipelineRow[] = [
  {
    name: 'lite0-gradcam',
    title: 'EfficientNet-Lite0, GradCAM at `head`',
    model: lite0,
    method: 'gradcam',
    layer: 'head',
    images: 2048,
    shard: 32,
    engineSeconds: 5,
    asked: 0.5,
  },
  {
    name: 'resnet50-gradcam',
    title: 'ResNet-50, GradCAM at `layer4`',
    model: resnet50,
    method: 'gradcam',
    layer: 'layer4',
    images: 256,
    shard: 32,
    engineSeconds: 5,
    asked: 0.75,
  },
  {
    name: 'lite0-ablationcam',
    title: 'EfficientNet-Lite0, AblationCAM at `blocks.10`',
    model: lite0,
    method: 'ablationcam',
    layer: 'blocks.10',
    images: 48,
    shard: 8,
    engineSeconds: 5,
    asked: 0.9,
  },
  {
    name: 'lite0-scorecam',
    title: 'EfficientNet-Lite0, ScoreCAM at `blocks.10`',
    model: lite0,
    method: 'scorecam',
    layer: 'blocks.10',
    images: 48,
    shard: 8,
    engineSeconds: 5,
    asked: 0.9,
  },
];
