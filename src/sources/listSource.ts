import type { ManifestEntry, RunRequest } from '../config/runRequest.ts';
import { listDirectory, type ListOptions } from './listDirectory.ts';
import { listBucket } from './listBucket.ts';
import { listTar } from './tar/listTar.ts';
import { checkManifest, listManifest } from './listManifest.ts';
import { sampleEntries } from './sampleEntries.ts';

type Kind = RunRequest['source']['kind'];
type SourceOf<K extends Kind> = RunRequest['source'] & { readonly kind: K };
type Entries = AsyncIterable<ManifestEntry>;
type Asked = Pick<RunRequest, 'source' | 'card' | 'classes' | 'sample'>;

export interface ListSourceOptions extends ListOptions {
  /** Of the model; labels are checked against it. */
  readonly classCount: number;
}

interface Lister<K extends Kind> {
  list(source: SourceOf<K>, request: Asked, options: ListSourceOptions): Entries;
  check(source: SourceOf<K>, request: Asked, options: ListSourceOptions): Promise<void>;
}

const labelsOf = ({ card, classes }: Asked, { classCount }: ListSourceOptions) => ({
  labels: card.labels,
  classCount,
  needsLabel: classes === 'label',
});

/** Of folders and prefixes, which give keys and nothing else. */
type BareKind = 'directory' | 's3';

const bareListers: { readonly [K in BareKind]: (source: SourceOf<K>, options: ListOptions) => Entries } = {
  directory: ({ path, followLinks = false }, options) => listDirectory(path, { ...options, followLinks }),
  s3: ({ path }, options) => listBucket(path, options),
};

/** The images of a folder or prefix. */
export function listBare<K extends BareKind>(source: SourceOf<K>, options: ListOptions): Entries {
  const list: (source: SourceOf<K>, options: ListOptions) => Entries = bareListers[source.kind];
  return list(source, options);
}

const bare: Lister<BareKind> = {
  list: (source, _request, options) => listBare(source, options),
  check: () => Promise.resolve(),
};

const listers: { readonly [K in Kind]: Lister<K> } = {
  directory: bare,
  s3: bare,
  tar: {
    list: ({ path }, request, options) => listTar(path, labelsOf(request, options)),
    check: () => Promise.resolve(),
  },
  manifest: {
    list: ({ path, root }, request, options) => listManifest(path, { root, ...labelsOf(request, options) }),
    check: ({ path, root }, request, options) => checkManifest(path, { root, ...labelsOf(request, options) }),
  },
};

const listerOf = ({ kind }: RunRequest['source']): Lister<Kind> => listers[kind];

/** The images of a request in the order of its run, streamed. Throws as the listing of each kind. */
export function listSource(request: Asked, options: ListSourceOptions): AsyncIterable<ManifestEntry> {
  const entries = listerOf(request.source).list(request.source, request, options);
  return request.sample === undefined ? entries : sampleEntries(entries, request.sample);
}

/** Throws what listing would throw, where that can be told without reading the whole source. */
export const checkListing = (request: Asked, options: ListSourceOptions): Promise<void> =>
  listerOf(request.source).check(request.source, request, options);
