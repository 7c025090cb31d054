/**
 * Writes test/fixtures/metrics/gradcam.json: pytorch-grad-cam's own ROAD and confidence metrics over maps of the golden
 * fixtures. Some minutes.
 *
 *   npm run bench -- metricsFixture
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../scripts/lib/paths.mjs';
import { peersEnvironment, preparePeers, python } from '../scripts/lib/peers.mjs';

preparePeers();
const script = join(root, 'bench', 'metrics', 'reference.py');
const out = join(root, 'test', 'fixtures', 'metrics', 'gradcam.json');
const { status } = spawnSync(python, [script, root, out], { env: peersEnvironment(), stdio: 'inherit' });
process.exitCode = status ?? 1;
