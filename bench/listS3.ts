/**
 * Keys listed from S3: how long a listing of so many takes and whether memory stays flat. The server is a radosgw of the
 * bench's own, on the same cores: what AWS takes is another matter.
 *
 *   npm run bench -- listS3 [--keys 100000]
 */
import { parseArgs } from 'node:util';
import { listBucket } from '../src/sources/listBucket.ts';
import { radosgwKeys } from '../test/support/radosgw.ts';
import { S3Server } from '../test/support/s3Server.ts';
import { count } from './lib/count.ts';

const { values } = parseArgs({ options: { keys: { type: 'string', default: '100000' } } });
const keys = count(values.keys, 'keys');
const writers = 32;
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

Object.assign(process.env, radosgwKeys);
const server = await S3Server.start('many');
try {
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  const settings = () =>
    Promise.resolve({ endpoint: server.endpoint, region: 'us-east-1', timeoutSeconds: 60, attempts: 10 });
  const before = process.memoryUsage().rss;
  const start = performance.now();
  let listed = 0;
  let first = 0;
  let most = 0;
  for await (const entry of listBucket('s3://many/set', { settings })) {
    if (entry.bytes !== 1) throw new Error(`${entry.key} has ${entry.bytes} bytes`);
    listed++;
    if (listed % 1000 !== 0) continue;
    most = Math.max(most, process.memoryUsage().rss);
    if (listed === keys / 10) first = most;
  }
  const seconds = (performance.now() - start) / 1000;
  if (listed !== keys) throw new Error(`${listed} of ${keys} keys were listed`);
  console.log(`${listed} keys in ${seconds.toFixed(1)} s, ${Math.round(listed / seconds)} a second`);
  console.log(
    `resident: ${mebibytes(before)} before, ${mebibytes(first)} after a tenth, at most ${mebibytes(most)}`,
  );
} finally {
  await server.stop();
}

async function write(writer: number): Promise<void> {
  for (let index = writer; index < keys; index += writers) {
    const name = String(index).padStart(7, '0');
    await server.put('many', `set/${name.slice(0, 4)}/${name}.jpg`, 'x');
  }
}
