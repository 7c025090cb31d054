/**
 * Tables of the index: what lists, counts and filters need of each record. A cache: it may be deleted at any time and is
 * made again from the records. Another shape is another version, under another file name.
 */
export const indexVersion = 3;

export const tables = `
  CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, place VARCHAR, run VARCHAR, created_at VARCHAR, generation INTEGER, complete BOOLEAN);
  CREATE TABLE IF NOT EXISTS shards (run INTEGER, shard INTEGER, generation INTEGER);
  CREATE TABLE IF NOT EXISTS images (
    run INTEGER, position BIGINT, shard INTEGER, generation INTEGER, line INTEGER, key VARCHAR, ok BOOLEAN, code VARCHAR,
    message VARCHAR, label INTEGER, predicted INTEGER, probability DOUBLE);
  CREATE TABLE IF NOT EXISTS maps (
    run INTEGER, position BIGINT, shard INTEGER, method VARCHAR, class INTEGER, slot INTEGER, flat BOOLEAN, energy DOUBLE,
    entropy DOUBLE, x DOUBLE, y DOUBLE);
  CREATE TABLE IF NOT EXISTS figures (
    run INTEGER, position BIGINT, shard INTEGER, method VARCHAR, class INTEGER, slot INTEGER, name VARCHAR, value DOUBLE);
  CREATE TABLE IF NOT EXISTS samples (run INTEGER, taken_at BIGINT, done BIGINT);
`;

/** Tables with a row for each image or map of a shard. */
export const shardTables = ['shards', 'images', 'maps', 'figures'] as const;
export const runTables = [...shardTables, 'samples', 'runs'] as const;
