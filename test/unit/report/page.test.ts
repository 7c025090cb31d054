import { expect, test } from 'vitest';
import { reportPage, type Page } from '../../../src/report/page.ts';
import { relativeUrl, type ShownPhotograph } from '../../../src/report/photograph.ts';
import { SummaryBuilder } from '../../../src/report/summary.ts';
import type { RunRecord } from '../../../src/storage/record.ts';
import type { RunFile } from '../../../src/storage/runFile.ts';
import { smallRequest } from '../../support/runRequest.ts';
import { explained, failedRecord, okRecord } from '../../support/records.ts';

const file: RunFile = {
  run: 'demo',
  request: smallRequest(),
  requestHash: 'a'.repeat(64),
  camline: '0.1.0',
  recordSchema: 1,
  engine: { name: 'onnx', version: '1.30.0', device: 'cpu' },
  layers: ['head'],
  classCount: 10,
  notes: [],
  images: 1,
  shards: 1,
  createdAt: '2026-11-24T00:00:00.000Z',
  retry: null,
  finished: null,
};

const pixel = 'data:image/jpeg;base64,AAAA';

function pageOf(records: readonly RunRecord[], changes: Partial<Page> = {}): string {
  const builder = new SummaryBuilder(file.request.methods);
  for (const record of records) builder.add(record);
  const photographs: ShownPhotograph[] = records
    .filter((record) => record.status === 'ok')
    .map((record) => ({ record, photograph: pixel, maps: record.explanations.map(() => pixel) }));
  return reportPage({
    surest: [],
    leastSure: [],
    means: { classes: [], total: 0 },
    timings: undefined,
    file,
    summary: builder.finish(file.run),
    photographs,
    ...changes,
  });
}

const overlaid = explained({ overlay: 'runs/demo/overlays/gradcam/a.jpg.jpg' });

test('photograph, top classes, overlay with a link to the stored one, and the facts of the request', () => {
  const page = pageOf([okRecord('a.jpg', { explanations: [overlaid] })]);
  for (const part of [
    'a.jpg',
    'cat',
    '50%',
    'dog',
    '25%',
    'gradcam',
    'href="./overlays/gradcam/a.jpg.jpg"',
    pixel,
  ]) {
    expect(page).toContain(part);
  }
  for (const fact of [
    '/photos',
    '/models/net.onnx',
    'short side 96 (bilinear), centre crop 96×96, RGB',
    'onnx 1.30.0, cpu',
  ]) {
    expect(page).toContain(fact);
  }
  expect(page).not.toContain('Failures');
});

test('the page needs nothing else: no script, no foreign address, pictures inside', () => {
  const page = pageOf([okRecord('a.jpg', { explanations: [overlaid] })]);
  expect(page).not.toMatch(/<script|<link|https?:\/\/|@import|url\(/);
  expect(page).toContain(
    `content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`.replaceAll("'", '&#39;'),
  );
});

test('hostile keys, messages, names, labels and notes stay text', () => {
  const attack = '"><img src=x onerror=alert(1)>';
  const labels = Array.from({ length: 10 }, () => attack);
  const hostile: RunFile = {
    ...file,
    run: 'demo',
    notes: [attack],
    layers: [attack],
    request: {
      ...file.request,
      source: { kind: 'directory', path: attack },
      card: { ...file.request.card, name: attack, labels },
    },
  };
  const records = [
    okRecord(attack, {
      label: 3,
      top5: [{ index: 1, name: attack, probability: 0.4 }],
      explanations: [
        explained({ method: attack, overlay: `runs/demo/overlays/gradcam/${attack}.jpg` }),
        explained({ class: 4 }),
      ],
    }),
    failedRecord(attack, attack, attack),
  ];
  const page = pageOf(records, { file: hostile });
  expect(page).not.toContain('<img src=x');
  expect(page).not.toContain(attack);
  expect(page.match(/<img /g)).toHaveLength(4);
  expect(page).toContain('href="./overlays/gradcam/%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E.jpg"');
});

test('failures by code with reasons, and how many more there are', () => {
  const failed = Array.from({ length: 11 }, (_, index) =>
    failedRecord(`f${index}.jpg`, 'IMAGE_CORRUPT', `reason ${index}`),
  );
  const page = pageOf([...failed, okRecord('a.jpg')]);
  expect(page).toContain('11 of 12 photographs could not be explained.');
  expect(page).toContain('IMAGE_CORRUPT');
  expect(page).toContain('reason 9');
  expect(page).not.toContain('reason 10');
  expect(page).toContain('and 1 more');
});

test('a page that shows a part says so', () => {
  const records = Array.from({ length: 3 }, (_, index) => okRecord(`${index}.jpg`));
  const shown = [{ record: records[0]!, photograph: undefined, maps: [undefined] }];
  const page = pageOf(records, { photographs: shown });
  expect(page).toContain('The first 1 of 3 explained photographs.');
  expect(page).toContain('photograph out of reach');
  expect(pageOf(records)).not.toContain('The first');
});

test('several classes: a row for each, by name', () => {
  const record = okRecord('a.jpg', {
    explanations: [explained({ class: 2 }), explained({ class: 5, flat: true })],
  });
  const page = pageOf([record]);
  expect(page).toContain('<h4>class 2</h4>');
  expect(page).toContain('<h4>class 5</h4>');
  expect(page.match(/class="badge">flat</g)).toHaveLength(1);
  expect(page).toContain('Many flat maps');
});

test('a label is compared with the answer', () => {
  expect(pageOf([okRecord('a.jpg', { label: 2 })])).toContain('label class 2: right');
  expect(pageOf([okRecord('a.jpg', { label: 3 })])).toContain('label class 3: wrong');
});

test.each([
  ['runs/demo/overlays/gradcam/a b#1?.jpg', './overlays/gradcam/a%20b%231%3F.jpg'],
  ['runs/demo/overlays/x/100%25.jpg', './overlays/x/100%2525.jpg'],
  ['runs/demo/javascript:alert(1)', './javascript%3Aalert(1)'],
  ['models/net.onnx', './../../models/net.onnx'],
])('%s is linked as %s', (key, url) => {
  expect(relativeUrl('demo', key)).toBe(url);
});

test('the surest and the least sure photographs, and what the stages took', () => {
  const shown = ['a.jpg', 'b.jpg'].map((key) => ({
    record: okRecord(key),
    photograph: pixel,
    maps: [pixel],
  }));
  const timings = { images: 4, devices: ['cpu'], engineBusyMillis: 90, stages: { decode: 50, explain: 80 } };
  const page = pageOf([okRecord('c.jpg')], { surest: shown, leastSure: shown.toReversed(), timings });
  expect(page).toMatch(/Most confident[^]*a\.jpg[^]*b\.jpg[^]*Least confident[^]*b\.jpg[^]*a\.jpg/);
  expect(page).toMatch(
    /decode<\/th>\s*<td class="number">12\.5<[^]*engine busy<\/th>\s*<td class="number">22\.5</,
  );
  expect(pageOf([okRecord('c.jpg')])).not.toMatch(/Most confident|Timing/);
});

test('mean maps of classes: names, counts, what is not shown; nothing where no map is stored', () => {
  expect(pageOf([okRecord('a.jpg')])).not.toContain('Mean maps');
  const labels = ['<cat>', 'dog'];
  const page = pageOf([okRecord('a.jpg')], {
    file: { ...file, request: smallRequest({ card: { ...file.request.card, labels } }) },
    means: {
      classes: [{ index: 0, images: 1200, means: [{ method: 'gradcam', count: 64, url: pixel }] }],
      total: 2,
    },
  });
  const text = page.replaceAll(/[ \n]+/g, ' ');
  expect(text).toContain('The 1 most frequent of them.');
  expect(text).toContain('<h3>&lt;cat&gt;</h3> <p class="quiet">1\u202f200 photographs</p>');
  expect(text).toContain('alt="Mean map of &lt;cat&gt;, Grad-CAM"');
  expect(text).toContain('64 maps');
});
