/**
 * docs/performance-on-paper.md: what large runs cost, reckoned from measured constants.
 *
 * @typedef {object} Measured
 * @property {readonly Work[]} works
 * @property {{ readonly everything: number, readonly maps: number, readonly records: number }} bytesPerImage of results
 * @property {number} redisBytesPerImage
 * @property {number} enqueueSecondsPerMillion
 *
 * @typedef {object} Work
 * @property {string} name
 * @property {number} passesPerImage
 * @property {number} millisPerImage on the cores that the page names
 */

const sizes = /** @type {const} */ ([
  ['ImageNet-val', 50_000],
  ['10⁷', 1e7],
  ['10⁹', 1e9],
]);
const imagesPerShard = 32;
/** Of the JPEG files of ImageNet's validation set: 6.3 GB of 50 000. */
const photoBytes = 126_000;
/** S3's documented rate for one prefix. https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
const putsPerSecond = 3500;
const secondsPerHour = 3600;

/** @param {Measured} measured */
export function paperPage(measured) {
  return [
    '# Performance on paper\n',
    'What a run costs, reckoned from measured constants by `npm run docs`; nothing here was run at the larger sizes. For your network on your machine `camline enqueue … --dry-run` measures the same figures on a few images.\n',
    '## Constants\n',
    constants(measured),
    '\n## Time\n',
    'One worker on 2 cores, engine alone; `npm run bench -- pipeline` says how much of this a run reaches that shares its cores with reading, decoding and writing. Workers share the hours: a hundred of them take a hundredth.\n',
    times(measured),
    '\n## Bytes, objects, Redis\n',
    'One method. A shard has 32 images or less, fewer where an image costs more than 256 passes.\n',
    volumes(measured),
    '\n## The first bottleneck\n',
    bottlenecks(measured),
  ].join('\n');
}

/** @param {Measured} measured */
const constants = ({ works, bytesPerImage, redisBytesPerImage, enqueueSecondsPerMillion }) =>
  table(
    ['constant', 'value', 'measured by'],
    [
      ...works.map(({ name, millisPerImage, passesPerImage }) => [
        name,
        `${millisPerImage} ms an image, ${passesPerImage} forward passes`,
        '`npm run bench -- reference` (2 cores; [bench/README.md](../bench/README.md))',
      ]),
      [
        'results with `--outputs heatmaps,overlays,maps`',
        `${bytesPerImage.everything} bytes an image`,
        '`npm run bench -- paper`',
      ],
      ['with `--outputs maps`', `${bytesPerImage.maps} bytes an image`, '`npm run bench -- paper`'],
      [
        'with `--outputs none` (records)',
        `${bytesPerImage.records} bytes an image`,
        '`npm run bench -- paper`',
      ],
      [
        'Redis, shards of 32 waiting',
        `${redisBytesPerImage} bytes an image`,
        '`npm run bench -- enqueue --listpack 256`',
      ],
      [
        'into the queue',
        `${enqueueSecondsPerMillion} s a million images`,
        '`npm run bench -- enqueue --listpack 256`',
      ],
      ['a photograph', `${photoBytes / 1000} kB`, "ImageNet's validation set, 6.3 GB of 50 000"],
    ],
  );

/** @param {Measured} measured */
const times = ({ works }) =>
  table(
    ['work', 'forward passes', ...sizes.map(([name]) => name)],
    works.map(({ name, passesPerImage, millisPerImage }) => [
      name,
      `${passesPerImage} an image`,
      ...sizes.map(([, images]) => hoursText((images * millisPerImage) / 1000 / secondsPerHour)),
    ]),
  );

/** @param {Measured} measured */
const volumes = ({ bytesPerImage, redisBytesPerImage, enqueueSecondsPerMillion }) => {
  /** @param {string} name @param {(images: number) => string} cell */
  const row = (name, cell) => [name, ...sizes.map(([, images]) => cell(images))];
  return table(
    ['', ...sizes.map(([name]) => name)],
    [
      row('read', (images) => bytesText(images * photoBytes)),
      row('written, everything', (images) => bytesText(images * bytesPerImage.everything)),
      row('written, `--outputs maps`', (images) => bytesText(images * bytesPerImage.maps)),
      row('objects, everything', (images) => countText(objects(images, 2, 3))),
      row('objects, `--outputs maps`', (images) => countText(objects(images, 0, 3))),
      row('shards (jobs)', (images) => countText(images / imagesPerShard)),
      row('Redis', (images) => bytesText(images * redisBytesPerImage)),
      row('into the queue', (images) =>
        hoursText(((images / 1e6) * enqueueSecondsPerMillion) / secondsPerHour),
      ),
    ],
  );
};

/** Pictures an image, and files a shard: map, record, times. @param {number} images @param {number} perImage @param {number} perShard */
const objects = (images, perImage, perShard) => images * perImage + (images / imagesPerShard) * perShard;

/** @param {Measured} measured */
function bottlenecks({ works, redisBytesPerImage, enqueueSecondsPerMillion }) {
  const [cheapest] = [...works].sort((a, b) => a.millisPerImage - b.millisPerImage);
  const dearest = works.reduce((a, b) => (a.millisPerImage > b.millisPerImage ? a : b));
  /** @param {number} images */
  const putHours = (images) => objects(images, 2, 3) / putsPerSecond / secondsPerHour;
  /** @param {number} images @param {Work} work */
  const engineHours = (images, { millisPerImage }) => (images * millisPerImage) / 1000 / secondsPerHour;
  const workersAtPuts = Math.round(engineHours(1e9, /** @type {Work} */ (cheapest)) / putHours(1e9));
  return [
    `- **Up to 10⁷ images: the engine.** ${dearest.name} takes ${hoursText(engineHours(1e7, dearest))} of 2-core workers for 10⁷ images, ${cheapest?.name} ${hoursText(engineHours(1e7, /** @type {Work} */ (cheapest)))}; they are in the queue after ${hoursText((10 * enqueueSecondsPerMillion) / secondsPerHour)}, Redis holds ${bytesText(1e7 * redisBytesPerImage)} then, and the store takes ${hoursText(putHours(1e7))} of puts at ${putsPerSecond} a second.`,
    `- **At 10⁹: the number of objects.** One heatmap and one overlay an image make ${countText(objects(1e9, 2, 3))} puts: ${hoursText(putHours(1e9))} at the rate that S3 documents for one prefix, which ${workersAtPuts} workers of the cheapest work above would reach. \`--outputs maps\` writes one file of maps a shard, and takes ${hoursText(objects(1e9, 0, 3) / putsPerSecond / secondsPerHour)}; the dashboard and \`overlays\` can be made from maps later.`,
    `- **Then Redis.** 10⁹ images wait in ${bytesText(1e9 * redisBytesPerImage)}: a large instance, but one. Split the run by prefix where it is too large.`,
    '- **With a GPU: the host.** Figures of GPUs are missing here because none was measured. A network that takes a millisecond leaves the host a millisecond to read, decode, resize, paint and write; what these take of a core, by stage and size of photograph, stands in [bench/README.md](../bench/README.md#what-an-image-costs-the-host) (`npm run bench -- hostTime`).\n',
  ].join('\n');
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Three figures. @param {number} value */
const figures = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en-US').replaceAll(',', ' ') : value.toPrecision(2);

/** @param {number} hours */
const hoursText = (hours) =>
  hours * secondsPerHour < 120
    ? `${figures(hours * secondsPerHour)} s`
    : hours < 1
      ? `${figures(hours * 60)} min`
      : `${figures(hours)} h`;

/** @param {number} bytes */
function bytesText(bytes) {
  const units = /** @type {const} */ (['kB', 'MB', 'GB', 'TB', 'PB']);
  const power = Math.min(units.length, Math.max(1, Math.floor(Math.log10(bytes) / 3)));
  return `${figures(bytes / 1000 ** power)} ${units[power - 1]}`;
}

/** @param {number} count */
const countText = (count) =>
  count < 1e6
    ? figures(count)
    : count < 1e9
      ? `${figures(count / 1e6)} million`
      : `${figures(count / 1e9)} billion`;
