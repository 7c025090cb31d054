/** What a browser that opens an object from the bucket should take it for. */
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  jpg: 'image/jpeg',
  png: 'image/png',
  parquet: 'application/vnd.apache.parquet',
  tar: 'application/x-tar',
};

export const contentType = (key: string): string =>
  types[/\.([a-z]+)$/.exec(key)?.[1] ?? ''] ?? 'application/octet-stream';
