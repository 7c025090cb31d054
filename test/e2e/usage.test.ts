/** Wrong requests: one line that lists the choices, an exit code, and nothing written. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const run = (...more: string[]): string[] => ['run', samples, '--model', miniResnet, '--to', 'out', ...more];
const explain = (...more: string[]): string[] => [
  'explain',
  join(samples, 'chelsea.jpg'),
  '--model',
  miniResnet,
  '--out',
  'out',
  ...more,
];

const wrong: readonly (readonly [what: string, args: readonly string[], exitCode: number, line: RegExp])[] = [
  ['unknown command', ['explane'], 2, /Unknown command 'explane' \(Did you mean explain\?\)/],
  ['unknown option', run('--method', 'gradcam'), 2, /Unknown option '--method' \(Did you mean --methods\?\)/],
  ['no model', ['run', samples, '--to', 'out'], 2, /'--model <file>' not specified/],
  ['no destination', ['run', samples, '--model', miniResnet], 2, /'--to <place>' not specified/],
  ['no photograph', ['explain', '--model', miniResnet], 2, /Missing required argument 'photo'/],
  ['missing model', ['layers', '--model', 'nowhere.onnx'], 2, /nowhere\.onnx.*\[MODEL_NOT_FOUND\]/],
  ['run: missing model', run('--model', 'nowhere.onnx'), 2, /\[MODEL_NOT_FOUND\]/],
  [
    'run: unknown method',
    run('--methods', 'gradcam,scorcam'),
    2,
    /"scorcam".*mean "scorecam".*gradcam.*\[METHOD_UNKNOWN\]/,
  ],
  ['run: unknown layer', run('--layers', 'layer9'), 2, /"layer9".*layer4.*\[LAYER_UNKNOWN\]/],
  ['run: layer without a map', run('--layers', 'fc'), 2, /\[LAYER_UNUSABLE\]/],
  [
    'unknown device',
    explain('--device', 'gpu'),
    2,
    /--device.*auto, cpu, cuda, cuda:N, webgpu, coreml or directml/,
  ],
  ['missing device', explain('--device', 'cuda:99'), 5, /cuda:99.*--device cpu.*\[DEVICE_MISSING\]/],
  ['run: missing device', run('--device', 'cuda:99'), 5, /cuda:99.*--device cpu.*\[DEVICE_MISSING\]/],
  ['worker: missing device', ['worker', '--device', 'cuda:99'], 5, /cuda:99.*\[DEVICE_MISSING\]/],
  ['run: unknown class index', run('--classes', '99'), 2, /"99".*0\.\.9.*\[CLASS_UNKNOWN\]/],
  ['run: unknown class name', run('--classes', 'zebra'), 2, /"zebra".*\[CLASS_UNKNOWN\]/],
  ['run: too many best classes', run('--classes', 'top500'), 2, /topN with N in 1\.\.100.*\[CLASS_UNKNOWN\]/],
  [
    'run: augmented attribution',
    run('--methods', 'gradcam,saliency', '--aug-smooth'),
    2,
    /--aug-smooth.*saliency.*\[METHOD_UNSUPPORTED\]/,
  ],
  ['run: empty method name', run('--methods', 'gradcam,,layercam'), 2, /--methods.*an empty one/],
  ['run: labels of a folder', run('--classes', 'label'), 2, /label.*\[CLASS_UNKNOWN\]/],
  [
    'run: missing folder',
    ['run', 'nowhere', '--model', miniResnet, '--to', 'out'],
    2,
    /nowhere.*\[SOURCE_NOT_FOUND\]/,
  ],
  [
    'run: folder without images',
    ['run', 'empty', '--model', miniResnet, '--to', 'out'],
    2,
    /\[SOURCE_EMPTY\]/,
  ],
  ['run: destination is a file', run('--to', 'file.txt'), 2, /file\.txt.*\[STORE_UNWRITABLE\]/],
  ['run: destination below a file', run('--to', 'file.txt/out'), 2, /file\.txt.*\[STORE_UNWRITABLE\]/],
  ['run: destination in /proc', run('--to', '/proc/camline'), 2, /\/proc takes no new.*\[STORE_UNWRITABLE\]/],
  ['run: log file in /proc', run('--log-file', '/proc/camline/log'), 2, /\/proc.*\[STORE_UNWRITABLE\]/],
  ['run: no name of a bucket', run('--to', 's3://b/x'), 2, /s3:\/\/bucket\/prefix.*\[CONFIG_INVALID\]/],
  ['run: impossible run id', run('--run', '../x'), 2, /--run.*\[KEY_INVALID\]/],
  ['run: bad limit', run('--max-failed', 'few'), 2, /--max-failed.*such as 10/],
  ['run: bad outputs', run('--outputs', 'pictures'), 2, /heatmaps, overlays, maps/],
  ['run: missing card', run('--card', 'nowhere.json'), 2, /nowhere\.json.*\[CARD_INVALID\]/],
  ['run: no Redis there', run('--redis', 'redis://127.0.0.1:1'), 5, /\[QUEUE_UNAVAILABLE\]/],
  ['run: not a Redis address', run('--redis', 'http://x'), 2, /--redis.*redis:\/\/host:port/],
  ['explain: unknown method', explain('--method', 'cam'), 2, /"cam".*gradcam.*\[METHOD_UNKNOWN\]/],
  ['explain: unknown layer', explain('--layers', 'layer9'), 2, /\[LAYER_UNKNOWN\]/],
  ['explain: unknown class', explain('--classes', '10'), 2, /0\.\.9.*\[CLASS_UNKNOWN\]/],
  ['explain: empty layer name', explain('--layers', 'layer4,'), 2, /--layers.*an empty one/],
  ['explain: label', explain('--classes', 'label'), 2, /\[CLASS_UNKNOWN\]/],
  ['explain: no grid', explain('--grid', 'square'), 2, /--grid.*rows and columns such as 14x7/],
  ['explain: a grid without tokens', explain('--grid', '7x7'), 2, /It has none.*\[CONFIG_INVALID\]/],
  ['explain: unknown output', explain('--output', 'scores'), 2, /"scores".*logits.*\[CONFIG_INVALID\]/],
  ['explain: unwritable destination', explain('--out', 'file.txt'), 2, /\[STORE_UNWRITABLE\]/],
  ['explain: destination in /proc', explain('--out', '/proc/camline/a'), 2, /\/proc.*\[STORE_UNWRITABLE\]/],
  ['explain: grid in /proc', explain('--grid-picture', '/proc/camline/a.jpg'), 2, /\[STORE_UNWRITABLE\]/],
  [
    'audit: no file for JUnit',
    ['audit', 'run', 'audit.yaml', '--junit', '/nope/x.xml'],
    2,
    /\/nope\/x\.xml.*\[STORE_UNWRITABLE\]/,
  ],
  ['audit: unknown audit', ['audit', 'history', 'nope', '--to', 'empty'], 2, /no audits.*\[RUN_UNKNOWN\]/],
  ['dashboard: a file', ['dashboard', 'file.txt'], 2, /file\.txt, found a file.*\[CONFIG_INVALID\]/],
  [
    'dashboard: index is a file',
    ['dashboard', 'empty', '--cache', 'file.txt'],
    2,
    /file\.txt, found a file.*--cache.*\[CONFIG_INVALID\]/,
  ],
  [
    'worker: no port',
    ['worker', '--health-host', '203.0.113.1', '--health-port', '9464'],
    2,
    /203\.0\.113\.1:9464.*\[CONFIG_INVALID\]/,
  ],
  [
    'explain: missing photograph',
    ['explain', 'no.jpg', '--model', miniResnet],
    2,
    /no\.jpg.*\[SOURCE_NOT_FOUND\]/,
  ],
  [
    'explain: text as photograph',
    ['explain', 'file.txt', '--model', miniResnet, '--out', 'out'],
    1,
    /\[IMAGE_UNSUPPORTED\]/,
  ],
];

const auditFile = `name: nightly\nsource: empty\nto: out\nmodel: ${miniResnet}\n`;

describe('a wrong request', () => {
  test.each(wrong)('%s', async (_what, args, exitCode, line) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'empty'));
    writeFileSync(join(cwd, 'file.txt'), 'text');
    writeFileSync(join(cwd, 'audit.yaml'), auditFile);
    const result = await camline(args, { cwd });
    const said = result.stderr.split('\n').filter((text) => !text.includes('no model card beside it'));
    expect(said, result.stderr).toEqual([expect.stringMatching(line)]);
    expect(said[0]).toMatch(/^camline: /);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout).toBe('');
    const left = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter(
      (file) => !file.startsWith('.camline') && !file.startsWith('.cache'),
    );
    expect(left.filter((file) => file !== 'out').sort()).toEqual(['audit.yaml', 'empty', 'file.txt']);
  });
});

test('a folder for the queue that cannot be made is named with the ways out', async () => {
  const cwd = temporaryFolder();
  const { exitCode, stderr } = await camline(run(), { cwd, env: { CAMLINE_HOME: '/proc/camline' } });
  expect(stderr).toMatch(/queue.*\/proc takes no new folders.*CAMLINE_HOME.*\[QUEUE_UNAVAILABLE\]$/m);
  expect(exitCode).toBe(5);
});

test('no command at all shows the help and is no success', async () => {
  const cwd = temporaryFolder();
  const { exitCode, stderr } = await camline([], { cwd });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Usage: camline');
});

test.each([['--help'], ['run', '--help'], ['help', 'explain']])('%s %s', async (...args) => {
  const cwd = temporaryFolder();
  const { exitCode, stdout, stderr } = await camline(args, { cwd });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Examples:');
  expect(stderr).toBe('');
});
