import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readModelCard } from '../../../src/config/readModelCard.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const cardFile = {
  input: { width: 32, height: 32 },
  resize: { rule: 'shortSide', size: 36, filter: 'bicubic' },
  crop: 'center',
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
};
const processor = { size: { height: 48, width: 48 }, resample: 2 };
const timm = { pretrained_cfg: { input_size: [3, 96, 96], interpolation: 'bicubic', crop_pct: 0.9 } };

/** A folder with the given files (objects as JSON); `net.onnx` is the model. */
function folderWith(files: Readonly<Record<string, unknown>>): { folder: string; modelPath: string } {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { folder, modelPath: join(folder, 'net.onnx') };
}

describe('which file is taken', () => {
  test('the one asked for, before all others', async () => {
    const { folder, modelPath } = folderWith({
      'net.json': cardFile,
      'other.json': { ...cardFile, name: 'other' },
    });
    const cardPath = join(folder, 'other.json');
    const { card, origin, warning } = await readModelCard({ modelPath, cardPath });
    expect([card.name, origin, warning]).toEqual(['other', cardPath, undefined]);
  });

  test('then <model>.json beside the model, with defaults for the rare fields', async () => {
    const { folder, modelPath } = folderWith({
      'net.json': cardFile,
      'preprocessor_config.json': processor,
      'config.json': timm,
    });
    const { card, origin } = await readModelCard({ modelPath });
    expect(origin).toBe(join(folder, 'net.json'));
    expect(card).toEqual({ ...cardFile, name: 'net', channels: 'rgb', exifOrientation: false, labels: null });
  });

  test("then Hugging Face's preprocessor_config.json, then timm's config.json", async () => {
    const both = folderWith({ 'preprocessor_config.json': processor, 'config.json': timm });
    expect((await readModelCard(both)).card.input).toEqual({ width: 48, height: 48 });
    const timmOnly = folderWith({ 'config.json': timm });
    expect((await readModelCard(timmOnly)).card.input).toEqual({ width: 96, height: 96 });
  });

  test("then ImageNet's defaults at the network's size, with a warning", async () => {
    const { modelPath } = folderWith({});
    const found = await readModelCard({ modelPath, networkInput: [3, 192, 160] });
    expect(found.origin).toBe('ImageNet defaults');
    expect(found.card).toMatchObject({ name: 'net', input: { width: 160, height: 192 } });
    expect(found.card.resize.size).toBe(219);
    expect(found.warning).toContain('short side 219');
    expect(found.warning).toContain('--card');
    expect((await readModelCard({ modelPath })).card.input).toEqual({ width: 224, height: 224 });
  });

  test("JSON beside the model that has none of a card's fields is left alone", async () => {
    const { modelPath } = folderWith({
      'net.json': { tensors: [], cases: [] },
      'config.json': { workers: 3 },
    });
    expect((await readModelCard({ modelPath })).warning).toBeDefined();
  });

  test.each([
    ['preprocessor_config.json', processor, 48],
    ['config.json', timm, 96],
  ])('--card takes a %s as well', async (name, content, width) => {
    const { folder, modelPath } = folderWith({ [name]: content });
    const { card } = await readModelCard({ modelPath, cardPath: join(folder, name) });
    expect(card.input.width).toBe(width);
  });
});

describe('labels', () => {
  const labelled = (labels: unknown, files: object = {}) =>
    folderWith({ 'net.json': { ...cardFile, labels }, ...files });

  test.each([
    ['in the card', ['cat', 'dog'], {}],
    ['in a JSON file beside it', 'names.json', { 'names.json': ['cat', 'dog'] }],
    ['in a text file with a name a line', 'names.txt', { 'names.txt': 'cat\r\ndog\n' }],
  ])('%s', async (_, labels, files) => {
    expect((await readModelCard(labelled(labels, files))).card.labels).toEqual(['cat', 'dog']);
  });

  test.each([
    ['missing', 'none.json', {}, 'none.json'],
    ['of another kind', 'names.json', { 'names.json': '[1, 2]' }, '0: '],
  ])('a file that is %s is named', async (_, labels, files, named) => {
    await expect(readModelCard(labelled(labels, files))).rejects.toMatchObject({
      code: 'CARD_INVALID',
      message: expect.stringContaining(named),
    });
  });
});

describe('what is wrong is said', () => {
  const refused = async (files: object, cardName?: string): Promise<unknown> => {
    const { folder, modelPath } = folderWith({ ...files });
    const cardPath = cardName === undefined ? undefined : join(folder, cardName);
    return readModelCard({ modelPath, cardPath });
  };

  test.each([
    ['a card that is not there', {}, 'gone.json', 'No model card at'],
    ['a card that is no JSON', { 'net.json': '{ "input": ' }, undefined, 'Expected JSON in model card'],
    [
      'a file that is no card',
      { 'a.json': { cases: [] } },
      'a.json',
      'is no model card: expected the fields input',
    ],
    ['a field that is missing', { 'net.json': { ...cardFile, std: undefined } }, undefined, 'std: '],
    ['a field that is unknown', { 'net.json': { ...cardFile, means: 1 } }, undefined, '"means"'],
    [
      'fields that contradict',
      { 'net.json': { ...cardFile, crop: 'none' } },
      undefined,
      "crop: expected 'center'",
    ],
  ])('%s', async (_, files, cardName, reason) => {
    await expect(refused(files, cardName)).rejects.toMatchObject({
      code: 'CARD_INVALID',
      message: expect.stringContaining(reason),
    });
  });
});
